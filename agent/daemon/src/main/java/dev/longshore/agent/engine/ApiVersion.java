package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the Docker Engine API, for example 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /** The newest that this code was written for. */
    static final ApiVersion KNOWN = new ApiVersion(1, 51);
    /** The oldest that this code can do with: Docker 20.10 and Podman 4 speak it. */
    static final ApiVersion OLDEST = new ApiVersion(1, 40);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    static ApiVersion of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new LongshoreException(ErrorCode.ENGINE_ERROR, "not an API version: " + SafeText.quote(text));
        }
        return new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The newest version that both ends speak. */
    static ApiVersion negotiate(String engineNewest, String engineOldest) {
        ApiVersion newest = of(engineNewest);
        ApiVersion oldest = engineOldest.isEmpty() ? OLDEST : of(engineOldest);
        ApiVersion agreed = newest.compareTo(KNOWN) < 0 ? newest : KNOWN;
        if (agreed.compareTo(oldest) < 0 || agreed.compareTo(OLDEST) < 0) {
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine speaks API " + oldest + " to " + newest + ", this agent " + OLDEST + " to " + KNOWN,
                    "Bring the engine or the agent up to date.");
        }
        return agreed;
    }

    boolean atLeast(int wantedMinor) {
        return major > 1 || minor >= wantedMinor;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

package dev.longshore.model;

import java.util.regex.Pattern;

/** The identity of a host, minted by the server at enrolment and carried in the agent's certificate alone: {@code h-} and 16 lower-case letters and digits. */
public record HostId(String value) implements Comparable<HostId> {

    private static final Pattern FORM = Pattern.compile("h-[a-z0-9]{16}");

    public HostId {
        if (value.length() != 18 || !FORM.matcher(value).matches()) {
            throw new LongshoreException(ErrorCode.INVALID_ID, "not a host id: " + SafeText.quote(value));
        }
    }

    /** Parses the text; {@link ErrorCode#INVALID_ID} if it is not of the form. */
    public static HostId of(String text) {
        return new HostId(text);
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

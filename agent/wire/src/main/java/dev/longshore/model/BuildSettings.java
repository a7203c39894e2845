package dev.longshore.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an image is built of a context; what is secret about it, the values of its arguments, is not here.
 *
 * @param dockerfile where in the context it is
 * @param target the stage to build, or empty for the last
 * @param noCache whether every step runs anew
 * @param pull whether registries are asked for base images that are there already
 * @param labels of the image, beside those of the Dockerfile
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild">Engine API</a>
 */
public record BuildSettings(
        ContextPath dockerfile,
        String target,
        @Nullable Platform platform,
        boolean noCache,
        boolean pull,
        Map<String, String> labels,
        Builder builder) {

    private static final int MOST = 100;
    private static final int MOST_VALUE_CHARS = 4_000;
    private static final int MOST_CHARS = 60_000;
    private static final Pattern STAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern LABEL = Pattern.compile("[!-<>-~]{1,128}");

    /** What builds: on Podman always its own. */
    public enum Builder {
        /** BuildKit where the engine has it. */
        ANY,
        CLASSIC,
        BUILDKIT
    }

    public BuildSettings {
        if (dockerfile.isRoot()) {
            dockerfile = new ContextPath("Dockerfile");
        }
        if (!target.isEmpty() && !STAGE.matcher(target).matches()) {
            throw invalid("target: not the name of a stage: " + SafeText.quote(target));
        }
        labels = checked("label", LABEL, labels);
    }

    /**
     * Build arguments in order of their names; {@link ErrorCode#INVALID_REQUEST} if one has no proper name, without telling
     * its value.
     */
    public static Map<String, String> arguments(Map<String, String> given) {
        return checked("argument", VARIABLE, given);
    }

    private static Map<String, String> checked(String what, Pattern names, Map<String, String> given) {
        if (given.size() > MOST) {
            throw invalid("at most " + MOST + " " + what + "s");
        }
        int chars = 0;
        for (Map.Entry<String, String> each : given.entrySet()) {
            if (!names.matcher(each.getKey()).matches()) {
                throw invalid("not the name of a build " + what + ": " + SafeText.quote(each.getKey()));
            }
            if (each.getValue().length() > MOST_VALUE_CHARS || each.getValue().indexOf(0) >= 0) {
                throw invalid("the value of build " + what + " " + each.getKey() + " is longer than " + MOST_VALUE_CHARS
                        + " characters, or has a NUL");
            }
            chars += each.getKey().length() + each.getValue().length();
        }
        if (chars > MOST_CHARS) {
            throw invalid("all build " + what + "s together are longer than " + MOST_CHARS + " characters");
        }
        return Collections.unmodifiableMap(new TreeMap<>(given));
    }

    private static LongshoreException invalid(String why) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, why);
    }
}

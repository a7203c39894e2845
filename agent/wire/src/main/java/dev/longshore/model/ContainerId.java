package dev.longshore.model;

import java.util.regex.Pattern;

/** An engine's id of a container: 64 lower-case hex digits. */
public record ContainerId(String value) implements Comparable<ContainerId> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ContainerId {
        if (value.length() != 64 || !FORM.matcher(value).matches()) {
            throw new LongshoreException(ErrorCode.INVALID_ID, "not a container id: " + SafeText.quote(value));
        }
    }

    /** Parses the text; {@link ErrorCode#INVALID_ID} if it is not of the form. */
    public static ContainerId of(String text) {
        return new ContainerId(text);
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

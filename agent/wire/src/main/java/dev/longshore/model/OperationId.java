package dev.longshore.model;

import java.util.regex.Pattern;

/** The id of an operation, which is also its idempotency key on the agents: {@code op-} and 26 lower-case letters and digits that sort by time. */
public record OperationId(String value) implements Comparable<OperationId> {

    private static final Pattern FORM = Pattern.compile("op-[a-z0-9]{26}");

    public OperationId {
        if (value.length() != 29 || !FORM.matcher(value).matches()) {
            throw new LongshoreException(ErrorCode.INVALID_ID, "not an operation id: " + SafeText.quote(value));
        }
    }

    /** Parses the text; {@link ErrorCode#INVALID_ID} if it is not of the form. */
    public static OperationId of(String text) {
        return new OperationId(text);
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

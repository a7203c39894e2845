package dev.longshore.model;

import java.util.List;
import java.util.Locale;

/**
 * One Dockerfile instruction that sets something in an image's config, as {@code docker commit --change} and {@code docker
 * import --change} take it. It is one line and can't be continued, so that it stays one instruction wherever it is put.
 */
public record ImageChange(String text) {

    private static final List<String> INSTRUCTIONS =
            List.of("CMD", "ENTRYPOINT", "ENV", "EXPOSE", "LABEL", "ONBUILD", "USER", "VOLUME", "WORKDIR");
    private static final int MOST_CHARS = 4_000;

    public ImageChange {
        text = text.strip();
        if (text.length() > MOST_CHARS) {
            throw invalid("longer than " + MOST_CHARS + " characters", text);
        }
        if (!SafeText.line(text, MOST_CHARS).equals(text)) {
            throw invalid("one line is needed, without control characters", text);
        }
        if (text.endsWith("\\") || text.endsWith("`")) {
            throw invalid("it must not be continued on another line", text);
        }
        int end = text.indexOf(' ');
        if (end < 0 || !INSTRUCTIONS.contains(text.substring(0, end).toUpperCase(Locale.ROOT))) {
            throw invalid("it must begin with one of " + String.join(", ", INSTRUCTIONS), text);
        }
    }

    /** Parses the text; {@link ErrorCode#INVALID_REQUEST} if it is not of the form. */
    public static ImageChange of(String text) {
        return new ImageChange(text);
    }

    /** The instruction's name in capitals. */
    public String instruction() {
        return text.substring(0, text.indexOf(' ')).toUpperCase(Locale.ROOT);
    }

    private static LongshoreException invalid(String why, String text) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "not a change of an image: " + why + ": " + SafeText.quote(text),
                "Write a Dockerfile instruction on one line, for example ENV MODE=quiet.");
    }

    @Override
    public String toString() {
        return text;
    }
}

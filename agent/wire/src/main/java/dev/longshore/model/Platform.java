package dev.longshore.model;

import java.util.regex.Pattern;

/**
 * {@code os/arch[/variant]}, as in {@code docker pull --platform}.
 *
 * @param variant for example {@code v8}, or empty
 */
public record Platform(String os, String architecture, String variant) {

    private static final Pattern PART = Pattern.compile("[a-z0-9_-]{1,32}");

    /** Parses the text; {@link ErrorCode#INVALID_PLATFORM} if it is not of the form. */
    public static Platform of(String text) {
        String[] parts = text.length() > 100 ? new String[0] : text.split("/", -1);
        boolean good = parts.length == 2 || parts.length == 3;
        for (String part : parts) {
            good &= PART.matcher(part).matches();
        }
        if (!good) {
            throw new LongshoreException(ErrorCode.INVALID_PLATFORM, "not a platform: " + SafeText.quote(text));
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}

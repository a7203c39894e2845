package dev.longshore.model;

/**
 * Caps and cleans texts that an engine, a registry or a person gave us, before they are kept, sent or shown. Control and
 * invisible format characters (ESC, NUL, right-to-left marks) become U+FFFD; escaping for HTML stays the page's work.
 */
public final class SafeText {

    private SafeText() {}

    /** At most {@code maxChars} characters on one line; a cut text ends in an ellipsis. */
    public static String line(String text, int maxChars) {
        return clean(text, maxChars, false);
    }

    /** As {@link #line}, but line breaks and tabs stay. */
    public static String block(String text, int maxChars) {
        return clean(text, maxChars, true);
    }

    /** For an error message: at most 80 characters, in double quotes. */
    public static String quote(String text) {
        return '"' + line(text, 80) + '"';
    }

    private static String clean(String text, int maxChars, boolean breaks) {
        if (maxChars < 1) {
            return "";
        }
        int end = text.length();
        boolean cut = end > maxChars;
        if (cut) {
            end = maxChars - 1;
            if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
        }
        StringBuilder cleaned = null;
        for (int at = 0; at < end; ) {
            int point = text.codePointAt(at);
            boolean bad = !allowed(point, breaks);
            if (bad && cleaned == null) {
                cleaned = new StringBuilder(end).append(text, 0, at);
            }
            if (cleaned != null) {
                cleaned.appendCodePoint(bad ? 0xFFFD : point);
            }
            at += Character.charCount(point);
        }
        String kept = cleaned != null ? cleaned.toString() : text.substring(0, end);
        return cut ? kept + "…" : kept;
    }

    private static boolean allowed(int point, boolean breaks) {
        if (point == '\n' || point == '\t') {
            return breaks;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

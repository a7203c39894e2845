package dev.longshore.audit;

/**
 * Texts of the audit on one line each. What a terminal, an editor or a spreadsheet could act upon (line breaks, escape
 * sequences, marks that turn the direction) is kept as evidence, but spelled out: ESC becomes the six characters
 * <code>&#92;u001B</code>.
 */
final class AuditText {

    private AuditText() {}

    /** At most {@code maxChars} characters; a cut text ends in an ellipsis. */
    static String line(String text, int maxChars) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), maxChars) + 8);
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            String spelled = plain(point) ? Character.toString(point) : spelled(point);
            int room = at < text.length() ? maxChars - 1 : maxChars;
            if (line.length() + spelled.length() > room) {
                return line.append('…').toString();
            }
            line.append(spelled);
        }
        return line.toString();
    }

    private static String spelled(int point) {
        StringBuilder spelled = new StringBuilder();
        for (char part : Character.toChars(point)) {
            spelled.append(String.format("\\u%04X", (int) part));
        }
        return spelled.toString();
    }

    private static boolean plain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

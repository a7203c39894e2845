package dev.longshore.ui.kit;

import java.util.List;
import java.util.stream.Collectors;

/** Writes rows as CSV (RFC 4180) or JSON. */
final class Export {

    private Export() {}

    static <T> String csv(List<ExportMenu.Column<T>> columns, List<T> rows) {
        StringBuilder out = new StringBuilder();
        out.append(columns.stream().map(column -> cell(column.name())).collect(Collectors.joining(",")))
                .append("\r\n");
        for (T row : rows) {
            out.append(columns.stream()
                            .map(column -> cell(column.value().apply(row)))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return out.toString();
    }

    static <T> String json(List<ExportMenu.Column<T>> columns, List<T> rows) {
        StringBuilder out = new StringBuilder("[");
        String between = "\n";
        for (T row : rows) {
            out.append(between).append("  {");
            out.append(columns.stream()
                    .map(column ->
                            string(column.name()) + ": " + string(column.value().apply(row)))
                    .collect(Collectors.joining(", ")));
            out.append('}');
            between = ",\n";
        }
        return out.append("\n]\n").toString();
    }

    /** A quote before what a spreadsheet would take for a formula: the texts come from engines, not from us. */
    private static String cell(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String string(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == '\u2028' || c == '\u2029') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

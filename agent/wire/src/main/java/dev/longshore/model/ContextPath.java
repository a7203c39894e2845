package dev.longshore.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A path within a build's context, as {@code a/b/c}: it has no root, no {@code ..} and no part that says nothing, so that
 * wherever it is put below a folder, it stays there. The context's own folder is the empty path.
 */
public record ContextPath(String text) {

    /** What most file systems take for a path, and for one part of it. */
    private static final int MOST_CHARS = 4_000;

    private static final int MOST_PART_CHARS = 255;

    public ContextPath {
        if (!normal(text).equals(text)) {
            throw invalid("it is not in its shortest form", text);
        }
    }

    /** Brings the text into its shortest form; {@link ErrorCode#INVALID_REQUEST} if it leaves the context. */
    public static ContextPath of(String text) {
        return new ContextPath(normal(text));
    }

    private static String normal(String text) {
        if (text.length() > MOST_CHARS) {
            throw invalid("it is too long", text);
        }
        if (text.startsWith("/")) {
            throw invalid("it begins at the root", text);
        }
        if (text.indexOf(0) >= 0) {
            throw invalid("it has a NUL", text);
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (part.equals("..")) {
                throw invalid("it has a ..", text);
            }
            if (part.length() > MOST_PART_CHARS) {
                throw invalid("a part of it is too long", text);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /** Whether it is the context itself. */
    public boolean isRoot() {
        return text.isEmpty();
    }

    /** The folder that it lies in; the root lies in itself. */
    public ContextPath parent() {
        int end = text.lastIndexOf('/');
        return new ContextPath(end < 0 ? "" : text.substring(0, end));
    }

    /** Its last part. */
    public String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** How many folders deep it lies, counting itself; 0 for the root. */
    public int depth() {
        return isRoot() ? 0 : (int) text.chars().filter(c -> c == '/').count() + 1;
    }

    private static LongshoreException invalid(String why, String text) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "not a path within the context: " + why + ": " + SafeText.quote(text),
                "Write it from the context's own folder, for example docker/Dockerfile.");
    }

    @Override
    public String toString() {
        return text;
    }
}

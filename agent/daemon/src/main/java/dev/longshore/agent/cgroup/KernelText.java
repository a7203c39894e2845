package dev.longshore.agent.cgroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The content of one small kernel file at a time, in a buffer that is used again and again, and a cursor that takes words and
 * numbers out of it without making objects. For one thread. What does not fit is left out.
 */
final class KernelText {

    /** What {@code max}, and the greatest number that v1 knows, are taken for. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final int SIZE = 64 << 10;
    /** v1 says the greatest multiple of a page, which depends on the machine: up to 64 KiB less than the greatest number. */
    private static final long LEAST_UNLIMITED = Long.MAX_VALUE - 0xffff;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    private final byte[] bytes = new byte[SIZE];
    private int length;
    private int at;

    /**
     * Reads a file from its beginning, with one call for a file that the kernel prints in one piece.
     *
     * @param pieces whether the kernel hands the file out in several pieces, as it does with lists in /proc
     */
    void load(FileChannel file, boolean pieces) throws IOException {
        buffer.clear();
        int read = file.read(buffer, 0);
        while (pieces && read > 0 && buffer.hasRemaining()) {
            read = file.read(buffer, buffer.position());
        }
        length = buffer.position();
        buffer.get(0, bytes, 0, length);
        at = 0;
    }

    /** Puts the cursor back to the beginning. */
    void rewind() {
        at = 0;
    }

    boolean atEnd() {
        return at >= length;
    }

    boolean atLineEnd() {
        return at >= length || bytes[at] == '\n';
    }

    /** Moves to the beginning of the next line; false if there is none. */
    boolean nextLine() {
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        at++;
        return at < length;
    }

    /** Moves over spaces and tabs. */
    void skipBlank() {
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
    }

    /** Moves over what is left of the word at the cursor, and the blanks behind it. */
    void skipWord() {
        while (at < length && bytes[at] > ' ') {
            at++;
        }
        skipBlank();
    }

    /** Moves behind the next such character of this line; false, and to the line's end, if there is none. */
    boolean skipPast(char wanted) {
        while (at < length && bytes[at] != '\n') {
            if (bytes[at++] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Moves behind the last such character of this line, if there is one. */
    void skipPastLast(char wanted) {
        for (int i = at; i < length && bytes[i] != '\n'; i++) {
            if (bytes[i] == wanted) {
                at = i + 1;
            }
        }
    }

    /** Moves over the text if it is what comes next. */
    boolean skip(byte[] text) {
        if (!startsWith(text)) {
            return false;
        }
        at += text.length;
        return true;
    }

    boolean startsWith(byte[] text) {
        if (length - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the word at the cursor is this one, whole. */
    boolean wordIs(byte[] word) {
        int end = at + word.length;
        return startsWith(word) && (end >= length || bytes[end] <= ' ' || bytes[end] == ':' || bytes[end] == '=');
    }

    /**
     * Takes the number at the cursor, which may have blanks before it: {@link #UNLIMITED} for {@code max} and for what is too
     * large to be meant, -1 if there is no number.
     */
    long number() {
        skipBlank();
        if (at + 2 < length && bytes[at] == 'm' && bytes[at + 1] == 'a' && bytes[at + 2] == 'x') {
            at += 3;
            return UNLIMITED;
        }
        int start = at;
        long value = 0;
        while (at < length && bytes[at] >= '0' && bytes[at] <= '9') {
            int digit = bytes[at++] - '0';
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        if (at == start) {
            return -1;
        }
        return value >= LEAST_UNLIMITED ? UNLIMITED : value;
    }

    /** Takes a number with a fraction; NaN if there is none. */
    double fraction() {
        long whole = number();
        if (whole < 0) {
            return Double.NaN;
        }
        if (at >= length || bytes[at] != '.') {
            return whole;
        }
        at++;
        int start = at;
        long part = Math.max(0, number());
        double scale = Math.pow(10, at - start);
        return (whole * scale + part) / scale;
    }

    /** The word at the cursor, which is moved behind it; ends at blanks, or before one of the characters. */
    String word(String ends) {
        skipBlank();
        int start = at;
        while (at < length && bytes[at] > ' ' && ends.indexOf(bytes[at]) < 0) {
            at++;
        }
        return new String(bytes, start, at - start, StandardCharsets.UTF_8);
    }

    /** The rest of the line, without blanks at its ends. */
    String line() {
        int start = at;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return new String(bytes, start, at - start, StandardCharsets.UTF_8).strip();
    }

    /** All of it. */
    String all() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.nio.charset.StandardCharsets;

/**
 * The 512 bytes before an entry of a tar, read field by field as Go reads them, whose reader is that of the engines: what it takes
 * for damage is damage here.
 *
 * @see <a href="https://pkg.go.dev/archive/tar">archive/tar</a>
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">GNU tar: basic format</a>
 */
final class TarHeader {

    static final int BLOCK = 512;

    private static final int SUM = 148;
    private static final int PREFIX = 345;

    private final byte[] block;
    private final Form form;

    /** By whom it was written. */
    private enum Form {
        OLD,
        POSIX,
        STAR,
        GNU
    }

    /** Takes a block that is not empty; {@code BAD_ARCHIVE} if it is no header. */
    TarHeader(byte[] block) {
        this.block = block;
        int sum = 0;
        int signed = 0; // as some tars did it
        for (int at = 0; at < BLOCK; at++) {
            byte each = at >= SUM && at < SUM + 8 ? (byte) ' ' : block[at];
            sum += each & 0xff;
            signed += each;
        }
        long told = octal(SUM, 8);
        if (told != sum && told != signed) {
            throw damaged("a header with a wrong sum");
        }
        this.form = form();
        checkRest();
    }

    private Form form() {
        String magic = new String(block, 257, 8, StandardCharsets.ISO_8859_1);
        if (magic.startsWith("ustar\0")) {
            return new String(block, 508, 4, StandardCharsets.ISO_8859_1).equals("tar\0") ? Form.STAR : Form.POSIX;
        }
        return magic.equals("ustar  \0") ? Form.GNU : Form.OLD;
    }

    /** Fields that mean nothing here are damage all the same if they are no numbers. */
    private void checkRest() {
        mode();
        uid();
        gid();
        modifiedSeconds();
        if (form != Form.OLD) {
            number(329, 8);
            number(337, 8);
        }
        if (form == Form.STAR) {
            number(476, 12);
            number(488, 12);
        }
    }

    /** The kind of the entry: {@code '0'} a file, {@code '5'} a folder, {@code 'x'} records for the next one … */
    char type() {
        return (char) (block[156] & 0xff);
    }

    boolean isGnu() {
        return form == Form.GNU;
    }

    String name() {
        String prefix = prefix();
        String name = text(0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String prefix() {
        return switch (form) {
            case OLD -> "";
            case POSIX -> text(PREFIX, 155);
            case STAR -> text(PREFIX, 131);
            case GNU -> {
                // old versions of Go wrote one where GNU has two times
                String prefix = isTime(PREFIX) && isTime(PREFIX + 12) ? "" : text(PREFIX, 155);
                yield prefix.chars().allMatch(c -> c < 0x80) ? prefix : "";
            }
        };
    }

    private boolean isTime(int from) {
        try {
            return block[from] == 0 || number(from, 12) != Long.MIN_VALUE;
        } catch (LongshoreException _) {
            return false;
        }
    }

    String link() {
        return text(157, 100);
    }

    long sizeBytes() {
        return number(124, 12);
    }

    /** Of a sparse file of GNU's old form. */
    long realSizeBytes() {
        return number(483, 12);
    }

    long mode() {
        return number(100, 8);
    }

    long uid() {
        return number(108, 8);
    }

    long gid() {
        return number(116, 8);
    }

    long modifiedSeconds() {
        return number(136, 12);
    }

    private String text(int from, int length) {
        return text(block, from, length);
    }

    /** What stands before the first NUL. */
    static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private long number(int from, int length) {
        return number(block, from, length);
    }

    /** Octal digits, or a binary number where they would not have sufficed. */
    static long number(byte[] bytes, int from, int length) {
        if ((bytes[from] & 0x80) == 0) {
            return octal(bytes, from, length);
        }
        int invert = (bytes[from] & 0x40) == 0 ? 0 : 0xff;
        long number = ((bytes[from] ^ invert) & 0x7f);
        for (int at = from + 1; at < from + length; at++) {
            if (number >>> 56 != 0) {
                throw damaged("a number that is too large");
            }
            number = number << 8 | ((bytes[at] ^ invert) & 0xff);
        }
        if (number < 0) {
            throw damaged("a number that is too large");
        }
        return invert == 0 ? number : ~number;
    }

    private long octal(int from, int length) {
        return octal(block, from, length);
    }

    /** Between spaces and NULs; none is 0. */
    private static long octal(byte[] bytes, int from, int length) {
        int start = from;
        int end = from + length;
        while (start < end && isPad(bytes[start])) {
            start++;
        }
        while (end > start && isPad(bytes[end - 1])) {
            end--;
        }
        long number = 0;
        for (int at = start; at < end && bytes[at] != 0; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 7) {
                throw damaged("a header with a number that is none");
            }
            number = number << 3 | digit;
        }
        return number;
    }

    private static boolean isPad(byte each) {
        return each == ' ' || each == 0;
    }

    static LongshoreException damaged(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the archive is damaged: it has " + why);
    }
}

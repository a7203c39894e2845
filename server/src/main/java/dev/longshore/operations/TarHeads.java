package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the entries of a tar that anybody may have made, as far as names and sizes go: nothing is unpacked, and no header is
 * larger than engines write.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
final class TarHeads {

    private static final int BLOCK = 512;
    private static final int MOST_HEADER_BYTES = 64 << 10;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long left;
    private int padding;

    TarHeads(InputStream in) {
        this.in = in;
    }

    /** An entry; only files have a size. */
    record Head(String name, boolean isFile, long bytes) {}

    /** The next one, or null at the end; what is left of the one before is passed over. */
    @Nullable
    Head next() throws IOException {
        String longName = "";
        long longSize = -1;
        while (true) {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
            if (in.readNBytes(header, 0, BLOCK) < BLOCK || header[0] == 0) {
                return null;
            }
            sum();
            char type = (char) header[156];
            long bytes = number(124, 12);
            boolean file = type == '0' || type == 0;
            if (type == 'x' || type == 'L') {
                begin(bytes);
                String text = new String(content(MOST_HEADER_BYTES), StandardCharsets.UTF_8);
                longName = type == 'L' ? text.split("\0", 2)[0] : record(text, "path", longName);
                longSize = type == 'L' ? longSize : Long.parseLong(record(text, "size", String.valueOf(longSize)));
                continue;
            }
            begin(longSize >= 0 ? longSize : file || type == 'g' || type == 'K' || type == 'S' ? bytes : 0);
            if (type != 'g' && type != 'K') {
                return new Head(longName.isEmpty() ? name() : longName, file, file ? left : 0);
            }
        }
    }

    /** All of the entry, which has at most so many bytes. */
    byte[] content(int most) throws IOException {
        if (left > most) {
            throw damaged("an entry of " + left + " bytes where " + most + " are the most");
        }
        byte[] content = in.readNBytes((int) left);
        if (content.length < left) {
            throw new EOFException("the archive breaks off");
        }
        left = 0;
        return content;
    }

    private void begin(long bytes) {
        if (bytes < 0) {
            throw damaged("a size below nothing");
        }
        left = bytes;
        padding = (int) ((BLOCK - bytes % BLOCK) % BLOCK);
    }

    private static String record(String records, String key, String otherwise) {
        String wanted = " " + key + "=";
        int at = records.indexOf(wanted);
        int end = at < 0 ? -1 : records.indexOf('\n', at);
        return end < 0 ? otherwise : records.substring(at + wanted.length(), end);
    }

    private void sum() {
        int sum = 0;
        for (int at = 0; at < BLOCK; at++) {
            sum += at >= 148 && at < 156 ? ' ' : header[at] & 0xff;
        }
        if (number(148, 8) != sum) {
            throw damaged("a header with a wrong sum");
        }
    }

    private String name() {
        int end = 0;
        while (end < 100 && header[end] != 0) {
            end++;
        }
        return new String(header, 0, end, StandardCharsets.UTF_8);
    }

    /** Octal digits, or a binary number where they would not have sufficed. */
    private long number(int from, int length) {
        long number = 0;
        boolean binary = (header[from] & 0x80) != 0;
        for (int at = binary ? from + 1 : from; at < from + length; at++) {
            int digit = header[at] - '0';
            if (binary) {
                number = number << 8 | (header[at] & 0xff);
            } else if (digit >= 0 && digit <= 7) {
                number = number << 3 | digit;
            }
        }
        return number;
    }

    private static LongshoreException damaged(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the archive is damaged: it has " + why);
    }
}

package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a tar that anybody may have made: of an entry only its header is kept, and no header may be larger than
 * the engines themselves take. Nothing is unpacked.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">GNU tar: basic format</a>
 */
final class TarReader {

    private static final int BLOCK = 512;
    /** As much as Go's reader takes, which is that of the engines. */
    private static final int MAX_EXTENSION = 1 << 20;
    /** Of parts of a sparse file whose places are listed before it. */
    private static final int MAX_SPARSE_BLOCKS = 20_000;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private final byte[] skipped = new byte[64 << 10];
    private long left;
    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * One entry.
     *
     * @param type of the header: {@code '0'} a file, {@code '5'} a folder …
     * @param sizeBytes of the file; a sparse one takes less in the archive
     * @param link what a link leads to, or empty
     */
    record Entry(
            String name, char type, long sizeBytes, int mode, int uid, int gid, long modifiedSeconds, String link) {

        boolean isFile() {
            return type == '0' || type == '7' || type == 'S';
        }
    }

    /** The next entry, or null at the end; what is left of the one before is passed over. */
    @Nullable
    Entry next() throws IOException {
        Map<String, String> extension = new HashMap<>();
        while (true) {
            passOver();
            if (!readHeader()) {
                return null;
            }
            char type = (char) (header[156] & 0xff);
            long size = number(124, 12);
            switch (type) {
                case 'x' -> pax(extension(size), extension);
                case 'L' -> extension.put("path", text(extension(size)));
                case 'K' -> extension.put("linkpath", text(extension(size)));
                case 'g' -> begin(size);
                default -> {
                    return entry(type, size, extension);
                }
            }
        }
    }

    /** Reads of the entry's content as it is in the archive; -1 at its end. */
    int read(byte[] into) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, 0, (int) Math.min(into.length, left));
        if (count < 0) {
            throw new EOFException("the archive breaks off within an entry");
        }
        left -= count;
        return count;
    }

    /** The content of the entry, for another reader. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TarReader.this.read(one) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int count = in.read(into, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw new EOFException("the archive breaks off within an entry");
                }
                left -= count;
                return count;
            }
        };
    }

    private Entry entry(char given, long stored, Map<String, String> extension) throws IOException {
        String name = extension.getOrDefault("path", name());
        String link = extension.getOrDefault("linkpath", text(157, 100));
        char type = given == 0 ? '0' : given;
        if (type == '0' && name.endsWith("/")) {
            type = '5'; // as tar did before it had a type for folders
        }
        long size = number(extension.get("size"), stored);
        long real = size;
        if (type == 'S') {
            real = number(483, 12);
            passSparseBlocks();
        } else if (extension.containsKey("GNU.sparse.name")) {
            name = extension.get("GNU.sparse.name");
            real = number(extension.get("GNU.sparse.realsize"), size);
        } else if (extension.containsKey("GNU.sparse.size")) {
            real = number(extension.get("GNU.sparse.size"), size);
        }
        boolean headerOnly = "123456".indexOf(type) >= 0;
        begin(headerOnly ? 0 : size);
        return new Entry(
                name,
                type,
                headerOnly ? 0 : real,
                (int) (number(100, 8) & 07777),
                (int) number(extension.get("uid"), number(108, 8)),
                (int) number(extension.get("gid"), number(116, 8)),
                seconds(extension.get("mtime"), number(136, 12)),
                link);
    }

    private void begin(long size) {
        if (size < 0) {
            throw damaged("a size below nothing");
        }
        left = size;
        padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private void passOver() throws IOException {
        while (left > 0) {
            read(skipped);
        }
        if (padding > 0 && in.readNBytes(skipped, 0, padding) < padding) {
            throw new EOFException("the archive breaks off after an entry");
        }
        padding = 0;
    }

    /** False at the end: an empty block, or nothing more. */
    private boolean readHeader() throws IOException {
        int count = in.readNBytes(header, 0, BLOCK);
        if (count == 0) {
            return false;
        }
        if (count < BLOCK) {
            throw new EOFException("the archive breaks off within a header");
        }
        int sum = 0;
        boolean empty = true;
        for (int at = 0; at < BLOCK; at++) {
            empty &= header[at] == 0;
            sum += at >= 148 && at < 156 ? ' ' : header[at] & 0xff;
        }
        if (!empty && number(148, 8) != sum) {
            throw damaged("a header with a wrong sum");
        }
        return !empty;
    }

    private byte[] extension(long size) throws IOException {
        if (size < 0 || size > MAX_EXTENSION) {
            throw damaged("a header of " + size + " bytes");
        }
        begin(size);
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new EOFException("the archive breaks off within a header");
        }
        left = 0;
        return content;
    }

    /** Records {@code length key=value\n}; those that mean nothing here are dropped. */
    private static void pax(byte[] content, Map<String, String> into) {
        int at = 0;
        while (at < content.length && content[at] != 0) {
            int space = at;
            int length = 0;
            while (space < content.length && content[space] != ' ') {
                int digit = content[space++] - '0';
                if (digit < 0 || digit > 9 || length > MAX_EXTENSION) {
                    throw damaged("a record without a length");
                }
                length = length * 10 + digit;
            }
            int end = at + length;
            if (end > content.length || end <= space + 1 || content[end - 1] != '\n') {
                throw damaged("a record that is longer than its header");
            }
            int equals = space + 1;
            while (equals < end && content[equals] != '=') {
                equals++;
            }
            String key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            if (equals < end && !key.startsWith("SCHILY.") && !key.startsWith("LIBARCHIVE.")) {
                into.put(key, new String(content, equals + 1, end - equals - 2, StandardCharsets.UTF_8));
            }
            at = end;
        }
    }

    private void passSparseBlocks() throws IOException {
        boolean more = header[482] != 0;
        byte[] block = new byte[BLOCK];
        for (int count = 0; more; count++) {
            if (count > MAX_SPARSE_BLOCKS || in.readNBytes(block, 0, BLOCK) < BLOCK) {
                throw damaged("a sparse file without an end");
            }
            more = block[504] != 0;
        }
    }

    private String name() {
        boolean posix = header[257] == 'u' && header[262] == 0;
        String prefix = posix ? text(345, 155) : "";
        String name = text(0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static String text(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != 0) {
            end++;
        }
        return new String(content, 0, end, StandardCharsets.UTF_8);
    }

    /** Octal digits, or a binary number where they would not have sufficed. */
    private long number(int from, int length) {
        long number = 0;
        if ((header[from] & 0x80) != 0) {
            number = header[from] & 0x40; // negative ones stay so
            number = number != 0 ? -1 : header[from] & 0x3f;
            for (int at = from + 1; at < from + length; at++) {
                number = number << 8 | (header[at] & 0xff);
            }
            return number;
        }
        for (int at = from; at < from + length; at++) {
            int digit = header[at] - '0';
            if (digit >= 0 && digit <= 7) {
                number = number << 3 | digit;
            } else if (number != 0) {
                break;
            }
        }
        return number;
    }

    private static long number(@Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    private static long seconds(@Nullable String text, long otherwise) {
        int point = text == null ? -1 : text.indexOf('.');
        return number(text == null || point < 0 ? text : text.substring(0, point), otherwise);
    }

    private static LongshoreException damaged(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the archive is damaged: it has " + why);
    }
}

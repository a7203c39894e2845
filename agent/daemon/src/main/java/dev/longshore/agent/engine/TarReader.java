package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.TarHeader.damaged;

import dev.longshore.stream.BlockInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a tar that anybody may have made: of an entry only its header is kept, and no header may be larger than
 * the engines themselves take. Nothing is unpacked. Wherever a tar can be read in two ways, it is read as Go's {@code archive/tar}
 * does, which is what engines unpack it with; what that refuses, and what nobody knows the meaning of, is refused.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">GNU tar: basic format</a>
 */
final class TarReader {

    private static final int BLOCK = TarHeader.BLOCK;
    /** As much as Go's reader takes, which is that of the engines. */
    private static final int MAX_EXTENSION = 1 << 20;

    private static final String WHITEOUT = ".wh.";

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
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
        PaxRecords records = PaxRecords.NONE;
        String longName = "";
        String longLink = "";
        while (true) {
            passOver();
            TarHeader header = header();
            if (header == null) {
                return null;
            }
            char type = header.type();
            begin(type, header.sizeBytes());
            switch (type) {
                case 'x' -> records = new PaxRecords(extension());
                case 'L' -> longName = text(extension());
                case 'K' -> longLink = text(extension());
                case 'g' -> {
                    // to Go an entry of its own, which engines leave out: what came before was about it
                    refuseWhiteout(header.name());
                    records = new PaxRecords(extension());
                    refuseWhiteout(records.text("path"));
                    records = PaxRecords.NONE;
                    longName = "";
                    longLink = "";
                }
                default -> {
                    return entry(header, records, longName, longLink);
                }
            }
        }
    }

    /** Engines delete what its name says before they see that it is no file. */
    private static void refuseWhiteout(String name) {
        if (name.substring(name.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
            throw damaged("a global header that deletes a file");
        }
    }

    /** How many bytes of the entry's content have not been read. */
    long left() {
        return left;
    }

    /** Reads of the entry's content as it is in the archive; -1 at its end. */
    int read(byte[] into) throws IOException {
        return read(into, 0, into.length);
    }

    private int read(byte[] into, int offset, int length) throws IOException {
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

    /** The content of the entry, for another reader. */
    InputStream content() {
        return new BlockInput() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return TarReader.this.read(into, offset, length);
            }
        };
    }

    private Entry entry(TarHeader header, PaxRecords records, String longName, String longLink) throws IOException {
        records.check();
        String name = longName.isEmpty() ? records.text("path", header.name()) : longName;
        char type = header.type();
        if (type == 0) {
            type = name.endsWith("/") ? '5' : '0'; // as tar did before it had a type for folders
        }
        long size = records.number("size", header.sizeBytes());
        begin(type, size);
        long real = size;
        @Nullable SparseMap map;
        if (type == 'S') {
            if (!header.isGnu()) {
                throw damaged("a sparse file of a kind that engines do not read");
            }
            real = header.realSizeBytes();
            map = SparseMap.old(block, in);
        } else {
            map = SparseMap.of(records, content());
            if (map != null) {
                name = records.text(PaxRecords.SPARSE + "name", name);
                real = records.number(PaxRecords.SPARSE + "size", records.number(PaxRecords.SPARSE + "realsize", size));
            }
        }
        if (map != null) {
            if (isHeaderOnly(type)) {
                throw damaged("a sparse file that is none");
            }
            map.mustFit(real, left);
        }
        return new Entry(
                name,
                type,
                isHeaderOnly(type) ? 0 : real,
                (int) (header.mode() & 07777),
                (int) records.number("uid", header.uid()),
                (int) records.number("gid", header.gid()),
                records.seconds("mtime", header.modifiedSeconds()),
                longLink.isEmpty() ? records.text("linkpath", header.link()) : longLink);
    }

    private static boolean isHeaderOnly(char type) {
        return type >= '1' && type <= '6';
    }

    private void begin(char type, long size) {
        long stored = isHeaderOnly(type) ? 0 : size;
        if (stored < 0) {
            throw damaged("a size below nothing");
        }
        left = stored;
        padding = (int) ((BLOCK - stored % BLOCK) % BLOCK);
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

    /** Null at the end: two empty blocks, or nothing more. */
    private @Nullable TarHeader header() throws IOException {
        if (!fill()) {
            return null;
        }
        if (isEmpty()) {
            if (fill() && !isEmpty()) {
                throw damaged("something after an empty block");
            }
            return null;
        }
        return new TarHeader(block);
    }

    /** The next block; false if nothing more comes. */
    private boolean fill() throws IOException {
        int count = in.readNBytes(block, 0, BLOCK);
        if (count > 0 && count < BLOCK) {
            throw new EOFException("the archive breaks off within a header");
        }
        return count > 0;
    }

    private boolean isEmpty() {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** The content of the header that was begun, which is about the next one. */
    private byte[] extension() throws IOException {
        if (left > MAX_EXTENSION) {
            throw damaged("a header of " + left + " bytes");
        }
        byte[] content = in.readNBytes((int) left);
        if (content.length < left) {
            throw new EOFException("the archive breaks off within a header");
        }
        left = 0;
        return content;
    }

    private static String text(byte[] content) {
        return TarHeader.text(content, 0, content.length);
    }
}

package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.TarHeader.BLOCK;
import static dev.longshore.agent.engine.TarHeader.damaged;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a sparse file lie, in any of the four ways in which GNU tar has told it. The places are checked as Go checks them,
 * and not kept.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_section/Sparse-Formats.html">GNU tar: sparse formats</a>
 */
final class SparseMap {

    /** As much as Go's reader takes. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int PLACE = 24;

    private long end;
    private long storedBytes;

    private SparseMap() {}

    private void add(long offset, long length) {
        if (offset < end || length < 0 || offset > Long.MAX_VALUE - length) {
            throw damaged("a sparse file with parts in disorder");
        }
        end = offset + length;
        storedBytes += length; // at most the end
    }

    /** Makes sure that the file has room for the parts, and that they are what the archive holds of it. */
    void mustFit(long sizeBytes, long left) {
        if (sizeBytes < end || left != storedBytes) {
            throw damaged("a sparse file whose parts are not what it holds");
        }
    }

    /** The map of GNU's old form, which goes on in blocks after the header. */
    static SparseMap old(byte[] header, InputStream in) throws IOException {
        SparseMap map = new SparseMap();
        map.old(header, 386, 4);
        boolean more = header[482] != 0;
        byte[] block = new byte[BLOCK];
        for (int bytes = 0; more; bytes += BLOCK) {
            if (bytes > MAX_BYTES) {
                throw damaged("a sparse file without an end");
            }
            fill(block, in);
            map.old(block, 0, 21);
            more = block[504] != 0;
        }
        return map;
    }

    private void old(byte[] block, int from, int most) {
        for (int at = from; at < from + most * PLACE && block[at] != 0; at += PLACE) {
            add(TarHeader.number(block, at, 12), TarHeader.number(block, at + 12, 12));
        }
    }

    /**
     * The map that records tell of, or null if they tell of none.
     *
     * @param content of the file, where the newest form begins with the map
     */
    static @Nullable SparseMap of(PaxRecords records, InputStream content) throws IOException {
        String version = records.text(PaxRecords.SPARSE + "major") + "." + records.text(PaxRecords.SPARSE + "minor");
        return switch (version) {
            case "1.0" -> inContent(content);
            case "0.0", "0.1" -> inRecords(records);
            case "." -> records.text(PaxRecords.SPARSE_MAP).isEmpty() ? null : inRecords(records);
            default -> null; // Go takes it for no sparse file
        };
    }

    private static SparseMap inRecords(PaxRecords records) {
        SparseMap map = new SparseMap();
        String text = records.text(PaxRecords.SPARSE_MAP);
        String[] numbers = text.isEmpty() ? new String[0] : text.split(",", -1);
        long count = PaxRecords.number(records.text(PaxRecords.SPARSE + "numblocks"));
        if (count < 0 || numbers.length % 2 != 0 || count != numbers.length / 2) {
            throw damaged("a sparse file with more or fewer parts than it says");
        }
        for (int at = 0; at < numbers.length; at += 2) {
            map.add(PaxRecords.number(numbers[at]), PaxRecords.number(numbers[at + 1]));
        }
        return map;
    }

    /** Lines of numbers, their count first, up to the end of a block. */
    private static SparseMap inContent(InputStream content) throws IOException {
        SparseMap map = new SparseMap();
        Lines lines = new Lines(content);
        long count = lines.number();
        if (count < 0 || count > MAX_BYTES) {
            throw damaged("a sparse file with more parts than it has room for");
        }
        for (long each = 0; each < count; each++) {
            map.add(lines.number(), lines.number());
        }
        return map;
    }

    private static void fill(byte[] block, InputStream in) throws IOException {
        if (in.readNBytes(block, 0, BLOCK) < BLOCK) {
            throw new EOFException("the archive breaks off within a sparse file");
        }
    }

    /** Reads whole blocks, as far as it has to. */
    private static final class Lines {

        private final InputStream in;
        private final byte[] block = new byte[BLOCK];
        private int at = BLOCK;
        private int bytes;

        Lines(InputStream in) {
            this.in = in;
        }

        long number() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                if (at == BLOCK) {
                    bytes += BLOCK;
                    if (bytes > MAX_BYTES) {
                        throw damaged("a sparse file without an end");
                    }
                    fill(block, in);
                    at = 0;
                }
                char c = (char) (block[at++] & 0xff);
                if (c == '\n') {
                    return PaxRecords.number(line.toString());
                }
                line.append(c);
            }
        }
    }
}

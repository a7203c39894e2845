package dev.longshore.operations;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.stream.BlockInput;
import dev.longshore.stream.CountedInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * An uploaded file as the plain archive that hosts take: gzip, zstd and xz are undone on the way, within bounds. What is wrong
 * with the file is a {@link LongshoreException}; an {@link IOException} is the upload's breaking off. Closing it lets go of
 * memory, and leaves the upload as it is.
 */
final class Unpacked extends BlockInput {

    private static final int BUFFER_BYTES = 64 * 1024;
    /** Until so much has come out, nobody minds how little went in. */
    private static final long FREE_BYTES = 256L << 20;

    /** What {@code xz -9} needs; it is the heap's. */
    private static final int MOST_XZ_KIB = 66 << 10;
    /** As many bits as {@code zstd} itself reads without being told to: 128 MiB, not the heap's. */
    private static final int MOST_ZSTD_WINDOW = 27;

    private static final String REMEDY = "Make the file anew with docker save or docker export, then load that one.";
    private static final String UNPACK = "Unpack it yourself, look at it, and load the plain tar.";

    private final CountedInput packed;
    private final Format format;
    private final InputStream in;
    private final int mostTimes;
    private long bytes;

    private Unpacked(CountedInput packed, Format format, InputStream begun, int mostTimes) throws IOException {
        this.packed = packed;
        this.format = format;
        this.in = format.unpack(begun);
        this.mostTimes = mostTimes;
    }

    /** How files are packed, by how they begin. */
    private enum Format {
        GZIP("1f8b") {
            @Override
            InputStream unpack(InputStream packed) throws IOException {
                return new GZIPInputStream(packed, BUFFER_BYTES);
            }
        },
        ZSTD("28b52ffd") {
            @Override
            InputStream unpack(InputStream packed) throws IOException {
                return Zstd.use(() -> new ZstdInputStreamNoFinalizer(packed).setLongMax(MOST_ZSTD_WINDOW));
            }
        },
        XZ("fd377a585a00") {
            @Override
            InputStream unpack(InputStream packed) throws IOException {
                return new XZInputStream(packed, MOST_XZ_KIB);
            }
        },
        PLAIN("") {
            @Override
            InputStream unpack(InputStream packed) {
                return packed;
            }
        };

        private static final int LONGEST = 6;

        private final String begins;

        Format(String begins) {
            this.begins = begins;
        }

        abstract InputStream unpack(InputStream packed) throws IOException;

        static Format of(byte[] first) {
            String text = HexFormat.of().formatHex(first);
            return Arrays.stream(values())
                    .filter(each -> text.startsWith(each.begins))
                    .findFirst()
                    .orElse(PLAIN);
        }
    }

    static Unpacked of(InputStream upload, FileSettings settings) throws IOException {
        CountedInput packed = new CountedInput(upload);
        PushbackInputStream begun = new PushbackInputStream(packed, Format.LONGEST);
        byte[] first = begun.readNBytes(Format.LONGEST);
        begun.unread(first);
        Format format = Format.of(first);
        try {
            return new Unpacked(packed, format, begun, settings.filesRatio());
        } catch (IOException damaged) {
            throw blamed(packed, format, damaged);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(into, offset, length);
        } catch (IOException damaged) {
            throw blamed(packed, format, damaged);
        }
        bytes += Math.max(0, count);
        if (bytes > FREE_BYTES && bytes / mostTimes > packed.bytes()) {
            throw new LongshoreException(
                    ErrorCode.BAD_ARCHIVE, "the file unpacks to more than " + mostTimes + " times its size", UNPACK);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static IOException blamed(CountedInput packed, Format format, IOException damaged) {
        if (packed.brokeOff()) {
            return damaged;
        }
        if (damaged instanceof MemoryLimitException) {
            throw new LongshoreException(
                    ErrorCode.BAD_ARCHIVE,
                    "the file needs more than " + (MOST_XZ_KIB >> 10) + " MiB of memory to be unpacked",
                    UNPACK);
        }
        throw new LongshoreException(
                ErrorCode.BAD_ARCHIVE,
                "the file is not whole, or not " + format.name().toLowerCase(Locale.ROOT),
                REMEDY);
    }
}

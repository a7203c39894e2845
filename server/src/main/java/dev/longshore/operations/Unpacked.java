package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * An uploaded file as the plain archive that hosts take: gzip is undone on the way, within bounds. What is wrong with the file
 * is a {@link LongshoreException}; an {@link IOException} is the upload's breaking off.
 */
final class Unpacked extends InputStream {

    private static final int BUFFER_BYTES = 64 * 1024;
    /** Until so much has come out, nobody minds how little went in. */
    private static final long FREE_BYTES = 256L << 20;

    private static final long MOST_TIMES = 200;
    private static final String REMEDY = "Make the file anew with docker save, then load that one.";

    private final Packed packed;
    private final InputStream in;
    private long bytes;

    private Unpacked(Packed packed, InputStream in) {
        this.packed = packed;
        this.in = in;
    }

    static Unpacked of(InputStream upload) throws IOException {
        Packed packed = new Packed(upload);
        PushbackInputStream begun = new PushbackInputStream(packed, 2);
        byte[] first = begun.readNBytes(2);
        begun.unread(first);
        if (first.length == 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b) {
            try {
                return new Unpacked(packed, new GZIPInputStream(begun, BUFFER_BYTES));
            } catch (IOException damaged) {
                throw packed.blamed(damaged);
            }
        }
        return new Unpacked(packed, begun);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(into, offset, length);
        } catch (IOException damaged) {
            throw packed.blamed(damaged);
        }
        bytes += Math.max(0, count);
        if (bytes > FREE_BYTES && bytes / MOST_TIMES > packed.bytes) {
            throw new LongshoreException(
                    ErrorCode.BAD_ARCHIVE,
                    "the file unpacks to more than " + MOST_TIMES + " times its size",
                    "Unpack it yourself, look at it, and load the plain tar.");
        }
        return count;
    }

    /** The file as it comes; knows whether its coming is what failed. */
    static final class Packed extends FilterInputStream {

        private long bytes;
        private boolean broken;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = super.read(into, offset, length);
                bytes += Math.max(0, count);
                return count;
            } catch (IOException gone) {
                broken = true;
                throw gone;
            }
        }

        /** How much has come. */
        long bytes() {
            return bytes;
        }

        boolean isBroken() {
            return broken;
        }

        IOException blamed(IOException damaged) {
            if (broken) {
                return damaged;
            }
            throw new LongshoreException(ErrorCode.BAD_ARCHIVE, "the file is not whole, or not gzip", REMEDY);
        }
    }
}

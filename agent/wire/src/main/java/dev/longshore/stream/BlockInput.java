package dev.longshore.stream;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of which only the reading of blocks is written. Whatever else takes bytes from it, one or many, read or skipped, comes
 * through {@link #read(byte[], int, int)}: what counts, digests or bounds there misses nothing. It has no marks, and closing it
 * does nothing unless a subclass says otherwise.
 */
public abstract class BlockInput extends InputStream {

    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads what it skips. */
    @Override
    public final long skip(long bytes) throws IOException {
        return super.skip(bytes);
    }
}

package dev.longshore.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * Counts what comes, and knows whether its coming is what failed, and not its being used. The count may be asked for by another
 * thread than the one that reads. Closing it leaves its source open, which is somebody else's.
 */
public final class CountedInput extends BlockInput {

    private final InputStream in;
    private final LongConsumer counted;
    private volatile long bytes;
    private volatile boolean brokeOff;

    /** Counts for {@link #bytes} alone. */
    public CountedInput(InputStream in) {
        this(in, _ -> {});
    }

    /** @param counted is told how many bytes have come in all, after each block and at the end */
    public CountedInput(InputStream in, LongConsumer counted) {
        this.in = in;
        this.counted = counted;
    }

    /** @throws IOException as its source does, which has broken off then */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(into, offset, length);
        } catch (IOException e) {
            brokeOff = true;
            throw e;
        }
        long now = bytes + Math.max(0, count);
        bytes = now;
        counted.accept(now);
        return count;
    }

    /** As its source says: who unpacks files looks here whether another part follows. */
    @Override
    public int available() throws IOException {
        return in.available();
    }

    /** How many bytes have come. */
    public long bytes() {
        return bytes;
    }

    /** Whether a read of its source failed. */
    public boolean brokeOff() {
        return brokeOff;
    }
}

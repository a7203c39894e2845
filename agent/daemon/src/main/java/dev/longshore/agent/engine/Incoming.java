package dev.longshore.agent.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A file as it comes over the link: counted, and known to have broken off if it did. */
final class Incoming extends FilterInputStream {

    private final LongConsumer counted;
    private volatile long count;
    private volatile boolean brokeOff;

    /** @param counted is told how many bytes have come, after each that do */
    Incoming(InputStream in, LongConsumer counted) {
        super(in);
        this.counted = counted;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(into, offset, length);
        } catch (IOException e) {
            brokeOff = true;
            throw e;
        }
        long now = count + Math.max(0, read);
        count = now;
        counted.accept(now);
        return read;
    }

    /** How many bytes have come. */
    long count() {
        return count;
    }

    /** Whether its coming failed, and not its being used. */
    boolean brokeOff() {
        return brokeOff;
    }
}

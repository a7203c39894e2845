package dev.longshore.agent.engine;

import dev.longshore.model.LongshoreException;
import dev.longshore.stream.BlockInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An archive on its way into an engine or out of one, checked before it is handed over. Reading throws if something is wrong,
 * and what had been handed over is spoiled by then: no reader takes it for a whole archive.
 */
abstract class CheckedArchive extends BlockInput {

    static final int BLOCK_BYTES = 64 << 10;

    /** Whatever is written here is handed over. */
    final Buffer buffer = new Buffer();

    private boolean ended;
    private int at;
    private volatile @Nullable LongshoreException fault;

    /** Brings something into the buffer; false at the end. */
    abstract boolean advance() throws IOException;

    /** How many bytes of the entry under way have not been brought. */
    abstract long owed();

    /** What is wrong with it, in the words of its kind. */
    abstract LongshoreException bad(String why);

    /** What is wrong with it, as far as has been read; that its source broke off looks like damage here. */
    final @Nullable LongshoreException fault() {
        return fault;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        while (at == buffer.size()) {
            if (ended) {
                return -1;
            }
            LongshoreException found = fault;
            if (found != null) {
                throw new IOException(found.reason(), found);
            }
            buffer.reset();
            at = 0;
            try {
                ended = !advance();
            } catch (LongshoreException refused) {
                spoil(refused);
            } catch (IOException | IllegalArgumentException damaged) {
                spoil(bad("it is damaged: " + damaged.getMessage()));
            }
        }
        int count = Math.min(length, buffer.size() - at);
        buffer.copy(at, into, offset, count);
        at += count;
        return count;
    }

    /**
     * Makes what has been handed over worthless: HTTP clients end a body properly even if reading it fails, and to an
     * engine an archive that ends between two entries is whole, also one that ends within the padding of the last. So there
     * is either too little for the entry under way, or more than it and its padding take.
     */
    private void spoil(LongshoreException why) {
        fault = why;
        byte[] noHeaders = new byte[owed() > BLOCK_BYTES ? 1024 : 2048 + (int) owed()];
        Arrays.fill(noHeaders, (byte) 0xff);
        buffer.write(noHeaders, 0, noHeaders.length);
    }

    /** Closes nothing: the stream it reads from has an end of its own, which still has to be seen. */
    @Override
    public final void close() {}

    /** Bytes between the one that writes and the one that reads. */
    static final class Buffer extends ByteArrayOutputStream {

        /** Takes back the last so many. */
        void cut(int bytes) {
            count -= bytes;
        }

        void copy(int from, byte[] into, int offset, int length) {
            System.arraycopy(buf, from, into, offset, length);
        }
    }
}

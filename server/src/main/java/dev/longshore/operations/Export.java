package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One archive on its way from a host to whoever fetches it. The link's thread reads and writes block by block, so that a
 * slow reader slows the host; the one who fetches waits, and may not go before that thread has left its stream.
 */
final class Export {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final long FETCHED_WITHIN_S = 60;

    private final Compression compression;
    private final CompletableFuture<OutputStream> taker = new CompletableFuture<>();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private boolean writing;
    private boolean over;

    Export(Compression compression) {
        this.compression = compression;
    }

    /** Who is to fetch it has this long to come, from now on. */
    CompletableFuture<OutputStream> fetched() {
        return taker.orTimeout(FETCHED_WITHIN_S, TimeUnit.SECONDS);
    }

    /** The end, which counts once: null if all of it was written. */
    void ended(@Nullable LongshoreException why) {
        if (why == null) {
            end.complete(true);
        } else {
            end.completeExceptionally(why);
            taker.completeExceptionally(why);
        }
    }

    /** Why it came to nothing, or null. */
    @Nullable
    LongshoreException failure() {
        return end.isCompletedExceptionally() && end.exceptionNow() instanceof LongshoreException why ? why : null;
    }

    /** Tells of a bad end, perhaps now. */
    void onFailure(Consumer<LongshoreException> told) {
        var _ = end.whenComplete((_, _) -> {
            LongshoreException why = failure();
            if (why != null) {
                told.accept(why);
            }
        });
    }

    /** Gives the stream to write to, and waits until nothing more is written to it; throws why it is not whole. */
    void fetch(OutputStream out) throws InterruptedException {
        if (!taker.complete(out)) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "it was fetched already, or nobody came for it in time");
        }
        try {
            end.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof LongshoreException why
                    ? why
                    : new LongshoreException(ErrorCode.INTERNAL, String.valueOf(failed.getCause()));
        } finally {
            leave();
        }
    }

    private synchronized void leave() throws InterruptedException {
        over = true;
        while (writing) {
            wait();
        }
    }

    private synchronized void enter() {
        if (over || end.isCompletedExceptionally()) {
            throw new LongshoreException(ErrorCode.CANCELLED, "nobody fetches it any more");
        }
        writing = true;
    }

    private synchronized void left() {
        writing = false;
        notifyAll();
    }

    /**
     * Copies all of it.
     *
     * @param progressed hears how many bytes the host has sent
     * @return bytes of the file
     */
    long copy(InputStream in, OutputStream out, LongConsumer progressed) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        int count = in.read(block); // before anything is written: a host that refuses sends nothing
        Counted file = new Counted(out);
        Packing body = alone(() -> Packing.of(compression, file));
        try {
            long read = 0;
            for (; count >= 0; count = in.read(block)) {
                int length = count;
                alone(() -> body.write(block, length));
                read += count;
                progressed.accept(read);
            }
            return alone(() -> {
                body.finish();
                file.flush();
                return file.bytes;
            });
        } finally {
            file.cut(); // before the packing: what it may still hold is no end of the file
            body.close();
        }
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /** Does it while whoever fetches waits. */
    private <T> T alone(Step<T> step) throws IOException {
        enter();
        try {
            return step.take();
        } finally {
            left();
        }
    }

    /** Tells the end of whoever fetches from that of the host. */
    private static final class Counted extends OutputStream {

        private final OutputStream out;
        private long bytes;
        private boolean cut;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (cut) {
                return;
            }
            try {
                out.write(from, offset, length);
            } catch (IOException gone) {
                throw gone(gone);
            }
            bytes += length;
        }

        /** Nothing more is written. */
        void cut() {
            cut = true;
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException gone) {
                throw gone(gone);
            }
        }

        private static LongshoreException gone(IOException cause) {
            return new LongshoreException(
                    ErrorCode.STREAM_BROKEN, "whoever fetched the file went away, or took nothing for too long", cause);
        }
    }
}

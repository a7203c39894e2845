package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What has to stay free on the engine's disk: looked at before something is brought, and while an engine works on it. */
final class DiskFloor {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final long bytes;
    private final Disk disk;

    /** Where the engine keeps its images. */
    @FunctionalInterface
    interface Disk {

        /** Asks the engine where that is; gives how much is free there from then on, -1 where that can't be seen. */
        LongSupplier freeBytes() throws IOException, InterruptedException;
    }

    /** @param bytes 0 for whatever there is */
    DiskFloor(long bytes, Disk disk) {
        this.bytes = bytes;
        this.disk = disk;
    }

    /**
     * Looks once, and from then on until the guard is closed.
     *
     * @throws LongshoreException {@code DISK_FULL} if there is less already
     */
    Guard guard() throws IOException, InterruptedException {
        if (bytes == 0) {
            return new Guard(() -> -1);
        }
        Guard guard = new Guard(disk.freeBytes());
        LongshoreException low = low(guard.freeBytes.getAsLong());
        if (low != null) {
            throw low;
        }
        guard.watch = Thread.ofVirtual().name("disk-floor").start(guard::watch);
        return guard;
    }

    private @Nullable LongshoreException low(long free) {
        return free < 0 || free >= bytes
                ? null
                : new LongshoreException(
                        ErrorCode.DISK_FULL,
                        "the engine's disk has " + (free >> 20) + " MiB free, and " + (bytes >> 20)
                                + " MiB have to stay so (LONGSHORE_DISK_FLOOR)");
    }

    /** Interrupts the thread that it was made on as soon as too little is free; what that ends is told by {@link #fault}. */
    final class Guard implements AutoCloseable {

        private final Thread guarded = Thread.currentThread();
        private final LongSupplier freeBytes;
        private @Nullable Thread watch;
        private @Nullable LongshoreException fault;
        private boolean closed;

        private Guard(LongSupplier freeBytes) {
            this.freeBytes = freeBytes;
        }

        private void watch() {
            try {
                while (true) {
                    Thread.sleep(PAUSE);
                    LongshoreException low = low(freeBytes.getAsLong());
                    if (low != null) {
                        breach(low);
                        return;
                    }
                }
            } catch (InterruptedException _) {
                // the work has ended
            }
        }

        private synchronized void breach(LongshoreException low) {
            if (!closed) {
                fault = low;
                guarded.interrupt();
            }
        }

        /** Why the work was ended from here, or null. */
        synchronized @Nullable LongshoreException fault() {
            return fault;
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (watch != null) {
                watch.interrupt();
            }
            if (fault != null) {
                Thread.interrupted(); // what was interrupted has ended before it noticed
            }
        }
    }
}

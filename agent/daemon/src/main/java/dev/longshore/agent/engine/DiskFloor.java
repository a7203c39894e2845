package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has to stay free on the engine's disk: looked at before something is brought, and while an engine works on it. */
final class DiskFloor {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final long bytes;
    private final Disk disk;

    /** Tells how much is free where the engine keeps its images; 0 where that can't be seen. */
    @FunctionalInterface
    interface Disk {
        long freeBytes() throws IOException, InterruptedException;
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
        Guard guard = new Guard(Thread.currentThread());
        if (bytes > 0) {
            LongshoreException low = low();
            if (low != null) {
                throw low;
            }
            guard.watch = Thread.ofVirtual().name("disk-floor").start(guard::watch);
        }
        return guard;
    }

    private @Nullable LongshoreException low() throws IOException, InterruptedException {
        long free = disk.freeBytes();
        return free <= 0 || free >= bytes
                ? null
                : new LongshoreException(
                        ErrorCode.DISK_FULL,
                        "the engine's disk has " + (free >> 20) + " MiB free, and " + (bytes >> 20)
                                + " MiB have to stay so (LONGSHORE_DISK_FLOOR)");
    }

    /** Interrupts the thread that it was made on as soon as too little is free; what that ends is told by {@link #fault}. */
    final class Guard implements AutoCloseable {

        private final Thread guarded;
        private @Nullable Thread watch;
        private @Nullable LongshoreException fault;
        private boolean closed;

        private Guard(Thread guarded) {
            this.guarded = guarded;
        }

        private void watch() {
            try {
                while (true) {
                    Thread.sleep(PAUSE);
                    LongshoreException low = low();
                    if (low != null) {
                        breach(low);
                        return;
                    }
                }
            } catch (InterruptedException _) {
                // the work has ended
            } catch (IOException _) {
                // the engine is gone, and so is what was watched
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

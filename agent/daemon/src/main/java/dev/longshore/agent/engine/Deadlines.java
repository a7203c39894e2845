package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the patience with an engine ends. An HTTP client's response time-out does nothing on a unix socket,
 * while an interrupt closes the channel at once; so each call runs on a virtual thread of its own, which is interrupted
 * when its lease runs out or the caller no longer waits. The caller is set free in any case.
 */
final class Deadlines {

    private static final Duration TO_UNWIND = Duration.ofSeconds(2);

    private final AtomicInteger running = new AtomicInteger();

    /** A call to the engine. */
    interface Work<T> {
        T run(Lease lease) throws IOException, InterruptedException;
    }

    /** How long a call may stay silent. A stream renews it with each thing that it receives. */
    static final class Lease {

        private final long patienceNanos;
        private volatile long endNanos;

        private Lease(Duration patience) {
            patienceNanos = patience.toNanos();
            renew();
        }

        void renew() {
            endNanos = System.nanoTime() + patienceNanos;
        }

        private long leftNanos() {
            return endNanos - System.nanoTime();
        }
    }

    /**
     * Runs the work to its end.
     *
     * @throws LongshoreException {@link ErrorCode#ENGINE_HUNG} if it was silent for longer than {@code patience}
     * @throws InterruptedException if the caller was interrupted; the work was interrupted too
     */
    <T> T within(Duration patience, Work<T> work) throws IOException, InterruptedException {
        return within(patience, Thread.ofVirtual(), work);
    }

    /**
     * As {@link #within}, for work that also reads or writes a connection of the link: an interrupt in the middle of its
     * TLS would end that connection badly on a virtual thread, and does nothing to it on this one. Whoever gives up has
     * to cut it.
     */
    <T> T withinBeside(Duration patience, Work<T> work) throws IOException, InterruptedException {
        return within(patience, Thread.ofPlatform().daemon(), work);
    }

    private <T> T within(Duration patience, Thread.Builder thread, Work<T> work)
            throws IOException, InterruptedException {
        Lease lease = new Lease(patience);
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return work.run(lease);
            } finally {
                running.decrementAndGet();
            }
        });
        running.incrementAndGet();
        Thread worker = thread.name("engine-call").start(task);
        try {
            return await(task, lease, patience);
        } finally {
            if (!task.isDone()) {
                worker.interrupt();
                worker.join(TO_UNWIND);
            }
        }
    }

    private static <T> T await(FutureTask<T> task, Lease lease, Duration patience)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return task.get(Math.max(1, lease.leftNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                if (lease.leftNanos() <= 0) {
                    throw new LongshoreException(
                            ErrorCode.ENGINE_HUNG, "the engine was silent for " + patience.toMillis() / 1000.0 + " s");
                }
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause());
            }
        }
    }

    private static IOException unwrapped(@Nullable Throwable cause) throws InterruptedException {
        return switch (cause) {
            case IOException e -> e;
            case InterruptedException e -> throw e;
            case RuntimeException e when e.getCause() instanceof IOException io -> io;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException(cause);
        };
    }

    /** Calls under way, those that were given up but have not unwound among them. */
    int running() {
        return running.get();
    }
}

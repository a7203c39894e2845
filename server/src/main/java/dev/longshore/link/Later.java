package dev.longshore.link;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does things after a while, each on a thread of its own: one that waits keeps no other waiting. */
public final class Later {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("later").factory());

    private Later() {}

    /** Does it then; what it throws goes to the handler of threads. */
    public static void run(Duration after, Runnable task) {
        Future<?> _ = CLOCK.schedule(() -> Thread.startVirtualThread(task), after.toNanos(), TimeUnit.NANOSECONDS);
    }
}

package dev.longshore.agent.cgroup;

import dev.longshore.agent.HostStats;
import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.StatReports;
import dev.longshore.agent.cgroup.RoundSchedule.Due;
import dev.longshore.wire.Hello;
import dev.longshore.wire.WatchStats;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything each ten seconds, and what is watched more often, on a thread of its own. Nothing is read while nobody listens,
 * and nothing is kept.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
public final class StatSampler implements HostStats {

    private static final Logger log = LoggerFactory.getLogger(StatSampler.class);
    private static final int MOST_WATCHED = 2_000;

    private final Path hostRoot;
    private final Supplier<List<RunningContainer>> running;
    private final long epoch;
    private final Clock clock;
    private final Object lock = new Object();
    private final RoundSchedule schedule = new RoundSchedule(System.nanoTime());
    private Watch watch = Watch.NOTHING;
    private boolean tellAll;
    private @Nullable Thread thread;

    private StatSampler(Path hostRoot, Supplier<List<RunningContainer>> running, long epoch, Clock clock) {
        this.hostRoot = hostRoot;
        this.running = running;
        this.epoch = epoch;
        this.clock = clock;
    }

    /**
     * Prepares to read; nothing is read before {@link #start}.
     *
     * @param hostRoot where the root of the engine's machine is for this agent; null if it is on another machine
     * @param running the engine's containers that have a process
     * @param epoch of the engine's watch, as in the hello
     */
    public static HostStats open(
            @Nullable Path hostRoot, Supplier<List<RunningContainer>> running, long epoch, Clock clock) {
        return hostRoot == null ? HostStats.NONE : new StatSampler(hostRoot, running, epoch, clock);
    }

    /** What is wished to be read more often. */
    record Watch(boolean all, Set<String> containers, boolean host) {

        static final Watch NOTHING = new Watch(false, Set.of(), false);

        boolean container(String id) {
            return all || containers.contains(id);
        }
    }

    @Override
    public Hello.Stats state() {
        return Hello.Stats.STATS_ON;
    }

    @Override
    public void start(StatReports to) {
        synchronized (lock) {
            if (thread == null) {
                Thread fresh = Thread.ofPlatform().daemon().name("stats").unstarted(() -> read(to));
                thread = fresh;
                fresh.start();
            }
        }
    }

    @Override
    public void linked() {
        synchronized (lock) {
            tellAll = true;
            watch = Watch.NOTHING;
            schedule.watch(System.nanoTime(), 0, 0);
        }
    }

    @Override
    public void watch(WatchStats wish) {
        Set<String> ids = new HashSet<>();
        wish.getContainerIdsList().stream().limit(MOST_WATCHED).forEach(ids::add);
        synchronized (lock) {
            watch = new Watch(wish.getAll(), ids, wish.getHost());
            schedule.watch(
                    System.nanoTime(),
                    TimeUnit.MILLISECONDS.toNanos(wish.getIntervalMs()),
                    TimeUnit.MILLISECONDS.toNanos(wish.getForMs()));
            lock.notifyAll();
        }
    }

    private void read(StatReports to) {
        try (StatRounds rounds = new StatRounds(hostRoot, epoch, clock)) {
            while (!Thread.currentThread().isInterrupted()) {
                Due due = next();
                if (due != Due.NOTHING && to.listening()) {
                    round(rounds, due, to);
                }
            }
        } catch (InterruptedException _) {
            // the agent stops
        }
    }

    /** Waits for the next round, or for something that changes when that is. */
    private Due next() throws InterruptedException {
        synchronized (lock) {
            long wait = schedule.waitNanos(System.nanoTime());
            if (wait > 0) {
                TimeUnit.NANOSECONDS.timedWait(lock, wait);
            }
            return schedule.take(System.nanoTime());
        }
    }

    private void round(StatRounds rounds, Due due, StatReports to) {
        boolean full = due == Due.FULL;
        Watch wanted;
        boolean all;
        long interval;
        synchronized (lock) {
            wanted = watch;
            interval = schedule.intervalNanos(due);
            all = full && tellAll;
            tellAll = tellAll && !full;
        }
        try {
            to.round(rounds.read(running.get(), full, all, wanted, TimeUnit.NANOSECONDS.toMillis(interval)), full);
        } catch (RuntimeException e) {
            log.error("a round of readings failed", e); // the next one may not
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            Thread old = thread;
            if (old != null) {
                old.interrupt();
            }
        }
    }
}

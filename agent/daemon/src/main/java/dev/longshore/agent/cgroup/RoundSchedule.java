package dev.longshore.agent.cgroup;

import java.util.concurrent.TimeUnit;

/**
 * When to read. Rounds lie on a grid of monotonic time: a late one does not move those after it, and those that were missed are left
 * out, so that nothing drifts and nothing is made up for.
 */
final class RoundSchedule {

    static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_WATCH_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** What is due. */
    enum Due {
        NOTHING,
        WATCHED,
        FULL
    }

    private final long origin;
    private long nextFull;
    private boolean watching;
    private long watchUntil;
    private long watchNanos = FULL_NANOS;
    private long nextWatched;

    /** The first full round is due at once. */
    RoundSchedule(long now) {
        origin = now;
        nextFull = now;
    }

    /** Watches for that long from now on, within bounds; no time ends it. */
    void watch(long now, long intervalNanos, long forNanos) {
        watching = forNanos > 0;
        watchUntil = now + Math.min(forNanos, LONGEST_WATCH_NANOS);
        watchNanos = Math.clamp(intervalNanos, SHORTEST_NANOS, FULL_NANOS);
        nextWatched = after(now);
    }

    boolean watching(long now) {
        if (watching && now - watchUntil >= 0) {
            watching = false;
        }
        return watching;
    }

    /** What is due now; it counts as done. A full round has in it what is watched. */
    Due take(long now) {
        boolean watched = watching(now) && now - nextWatched >= 0;
        if (watched) {
            nextWatched = after(now);
        }
        if (now - nextFull >= 0) {
            nextFull = origin + ((now - origin) / FULL_NANOS + 1) * FULL_NANOS;
            return Due.FULL;
        }
        return watched ? Due.WATCHED : Due.NOTHING;
    }

    /** How long until something is due. */
    long waitNanos(long now) {
        long next = nextFull - now;
        return Math.max(0, watching(now) ? Math.min(next, nextWatched - now) : next);
    }

    /** How long what is read now stays the newest. */
    long intervalNanos(Due due) {
        return due == Due.WATCHED ? watchNanos : FULL_NANOS;
    }

    private long after(long now) {
        return origin + ((now - origin) / watchNanos + 1) * watchNanos;
    }
}

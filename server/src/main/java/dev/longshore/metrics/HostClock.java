package dev.longshore.metrics;

/**
 * Tells when a reading was taken, by the server's clock. A host's monotonic time runs evenly, so the message that was on its
 * way for the shortest time tells the difference best; the difference is let grow slowly, since clocks are not equally fast.
 * The host's own clock, which may be set at any time, has no part in it; its difference is told.
 */
final class HostClock {

    /** How fast a difference may grow: more than any two clocks drift apart. */
    private static final double DRIFT = 0.001;

    /** A difference that grew by more is no delay of a message: the machine slept. */
    private static final long MAX_DELAY_MS = 30_000;

    private static final long JUMP_MS = 2_000;

    private boolean started;
    private double offsetMs;
    private double lastMonotonicMs;
    private long wallOffsetMs;
    private long jumpedAtMs;
    private long jumpMs;

    /** A message arrived; of one agent and boot. */
    void heard(long monotonicUs, long wallMs, long nowMs) {
        double monotonicMs = monotonicUs / 1000.0;
        double offset = nowMs - monotonicMs;
        long before = wallOffsetMs;
        boolean first = !started;
        if (first || offset < offsetMs || offset - offsetMs > MAX_DELAY_MS) {
            offsetMs = offset;
        } else {
            offsetMs += Math.min(offset - offsetMs, Math.max(0, monotonicMs - lastMonotonicMs) * DRIFT);
        }
        started = true;
        lastMonotonicMs = Math.max(lastMonotonicMs, monotonicMs);
        wallOffsetMs = wallMs - Math.round(monotonicMs + offsetMs);
        if (!first && Math.abs(wallOffsetMs - before) > JUMP_MS) {
            jumpedAtMs = nowMs;
            jumpMs = wallOffsetMs - before;
        }
    }

    /** Another process, or the machine was started again: its monotonic time is another one. */
    void restart() {
        started = false;
        lastMonotonicMs = 0;
    }

    /** When a reading was taken, by the server's clock; never in the future of the newest message. */
    long serverMs(long monotonicUs) {
        return Math.round(monotonicUs / 1000.0 + offsetMs);
    }

    /** The host's clock less the server's. */
    long wallOffsetMs() {
        return wallOffsetMs;
    }

    /** When the host's clock was last seen to be set, by the server's clock; 0 if never. */
    long jumpedAtMs() {
        return jumpedAtMs;
    }

    /** By how much it was set then. */
    long jumpMs() {
        return jumpMs;
    }
}

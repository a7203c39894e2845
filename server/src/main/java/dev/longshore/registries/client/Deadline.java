package dev.longshore.registries.client;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** When something must have ended, by the clock that nobody sets. */
record Deadline(long endNanos) {

    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    /** This long from now, but not longer than this one. */
    Deadline within(Duration patience) {
        Deadline other = in(patience);
        return other.endNanos - endNanos < 0 ? other : this;
    }

    /** What is left; {@link SocketTimeoutException} if nothing is. */
    Duration left() throws SocketTimeoutException {
        Duration left = Duration.ofNanos(endNanos - System.nanoTime());
        if (!left.isPositive()) {
            throw new SocketTimeoutException("the time for it is over");
        }
        return left;
    }
}

package dev.longshore.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before dialling again: full jitter between nothing and a limit that doubles from 500 ms to 20 s, so
 * that a thousand agents do not come back at once. A session must last for a while before the limit falls again; one
 * that flaps does not hammer the server.
 */
final class Backoff {

    private static final long FIRST_MS = 500;
    private static final long CAP_MS = 20_000;
    private static final Duration STABLE = Duration.ofSeconds(10);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait. */
    Duration next() {
        long limit = Math.min(CAP_MS, FIRST_MS << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(random.nextLong(limit + 1));
    }

    /** A wait of 20 to 60 s, after a refusal that only a person can lift. */
    Duration refused() {
        return Duration.ofMillis(random.nextLong(CAP_MS, 3 * CAP_MS));
    }

    /** A session ended that had lasted this long. */
    void lasted(Duration session) {
        if (session.compareTo(STABLE) >= 0) {
            failures = 0;
        }
    }
}

package dev.longshore.link;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who keeps failing: an address has ten failures, and gets one back every six seconds. Successes cost
 * nothing, so that many agents behind one address may enrol at once.
 */
final class Throttle {

    private static final int BURST = 10;
    private static final long REFILL_MS = 6_000;
    private static final int MAX_ADDRESSES = 10_000;

    private record Bucket(double failures, long atMs) {

        /** A clock that went back forgives; it must not lock anybody out. */
        double now(long nowMs) {
            return nowMs < atMs ? 0 : Math.max(0, failures - (double) (nowMs - atMs) / REFILL_MS);
        }
    }

    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    Throttle(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean allows(String address) {
        Bucket bucket = buckets.get(address);
        return bucket == null || bucket.now(clock.millis()) <= BURST - 1;
    }

    synchronized void failed(String address) {
        long now = clock.millis();
        Bucket bucket = buckets.get(address);
        double failures = bucket == null ? 0 : bucket.now(now);
        buckets.put(address, new Bucket(Math.min(BURST, failures + 1), now));
    }
}

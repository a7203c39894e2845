package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * One reading as the kernel gave it: counters, and values of the moment.
 *
 * @see "docs/protocol.md, Statistics"
 */
final class RawReading {

    private final long atUs;
    private final int pid;
    private final long[] counters;
    private final Map<Metric, Double> gauges;
    private final Map<String, Long> diskBusyMs;

    private RawReading(Builder builder) {
        atUs = builder.atUs;
        pid = builder.pid;
        counters = builder.counters;
        gauges = builder.gauges;
        diskBusyMs = builder.diskBusyMs;
    }

    /** Monotonic time of the host, comparable within one epoch and boot. */
    long atUs() {
        return atUs;
    }

    /** Its first process; 0 if it is not told. */
    int pid() {
        return pid;
    }

    long counter(RawCounter counter) {
        return counters[counter.index()];
    }

    Map<Metric, Double> gauges() {
        return gauges;
    }

    /** By disk; of hosts only. */
    Map<String, Long> diskBusyMs() {
        return diskBusyMs;
    }

    /** Collects a reading; what is not set stays absent. */
    static final class Builder {

        private final long atUs;
        private final int pid;
        private final long[] counters = new long[RawCounter.values().length];
        private final Map<Metric, Double> gauges = new EnumMap<>(Metric.class);
        private Map<String, Long> diskBusyMs = Map.of();

        Builder(long atUs, int pid) {
            this.atUs = atUs;
            this.pid = pid;
            Arrays.fill(counters, RawCounter.ABSENT);
        }

        /** A number above 2^63 is no count. */
        Builder count(RawCounter counter, long value) {
            counters[counter.index()] = Math.max(RawCounter.ABSENT, value);
            return this;
        }

        Builder gauge(Metric metric, double value) {
            if (value >= 0) {
                gauges.put(metric, value);
            }
            return this;
        }

        /** A number above 2^63 is none. */
        Builder gauge(Metric metric, long value) {
            return gauge(metric, (double) value);
        }

        Builder disks(Map<String, Long> busyMs) {
            diskBusyMs = Map.copyOf(busyMs);
            return this;
        }

        RawReading build() {
            return new RawReading(this);
        }
    }
}

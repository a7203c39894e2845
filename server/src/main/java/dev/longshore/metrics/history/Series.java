package dev.longshore.metrics.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Values of one metric of one subject at even steps. A step from which nothing is known is a gap, NaN. */
public final class Series {

    private final Subject subject;
    private final Metric metric;
    private final long fromMs;
    private final long stepMs;
    private final double[] values;

    Series(Subject subject, Metric metric, long fromMs, long stepMs, double[] values) {
        this.subject = subject;
        this.metric = metric;
        this.fromMs = fromMs;
        this.stepMs = stepMs;
        this.values = values;
    }

    public Subject subject() {
        return subject;
    }

    public Metric metric() {
        return metric;
    }

    /** When the first step begins: a multiple of the step since 1970. */
    public Instant from() {
        return Instant.ofEpochMilli(fromMs);
    }

    /** How long each step is; at least what was asked for. */
    public Duration step() {
        return Duration.ofMillis(stepMs);
    }

    public int size() {
        return values.length;
    }

    /** The value of a step, NaN for a gap. */
    public double value(int index) {
        return values[index];
    }

    /** All values, NaN for gaps. */
    public double[] values() {
        return values.clone();
    }

    @Override
    public String toString() {
        return subject.workload() + " " + metric + " from " + from() + " by " + step() + " " + Arrays.toString(values);
    }
}

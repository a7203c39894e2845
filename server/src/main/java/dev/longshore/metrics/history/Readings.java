package dev.longshore.metrics.history;

import java.util.Arrays;

/** Values of one moment or interval by metric, with seven digits each. What was not there to be read is absent, not 0. */
public final class Readings {

    private static final Metric[] METRICS = Metric.values();

    private final float[] values;

    private Readings(float[] values) {
        this.values = values;
    }

    /** To be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** The value, or NaN if it is absent. */
    public double get(Metric metric) {
        return values[metric.index()];
    }

    public boolean has(Metric metric) {
        return !Float.isNaN(values[metric.index()]);
    }

    /** As in a column of a store; NaN if absent. */
    float raw(Metric metric) {
        return values[metric.index()];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Readings that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Metric metric : METRICS) {
            if (has(metric)) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(metric)
                        .append('=')
                        .append(raw(metric));
            }
        }
        return text.toString();
    }

    /** Collects values; what is not set stays absent. */
    public static final class Builder {

        private final float[] values = new float[METRICS.length];

        private Builder() {
            Arrays.fill(values, Float.NaN);
        }

        /** Sets a value; NaN and infinities count as absent. */
        public Builder set(Metric metric, double value) {
            values[metric.index()] = Double.isFinite(value) ? (float) value : Float.NaN;
            return this;
        }

        public Readings build() {
            return new Readings(values.clone());
        }
    }
}

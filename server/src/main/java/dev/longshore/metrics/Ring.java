package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Readings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last minutes of one subject. Most values of most containers never change, absent ones included: a column takes room only
 * once it holds two different values. Not for more than one thread.
 */
final class Ring {

    /** Ten minutes at a second, and some more. */
    static final int MOST = 640;

    static final long KEPT_MS = 600_000;

    private static final int LEAST = 16;
    private static final Metric[] METRICS = Metric.values();

    private final float[] constant = new float[METRICS.length];
    private final float[] @Nullable [] columns = new float[METRICS.length][];
    private long[] times = new long[LEAST];
    private int first;
    private int size;

    /** Adds what is newer than all that is there; drops what is too old. */
    void add(long atMs, Readings readings) {
        while (size > 0 && times[first] <= atMs - KEPT_MS) {
            dropFirst();
        }
        if (size == times.length) {
            if (size < MOST) {
                resize(Math.min(MOST, size * 2));
            } else {
                dropFirst();
            }
        } else if (times.length > LEAST && size < times.length / 4) {
            resize(times.length / 2);
        }
        int at = (first + size) % times.length;
        times[at] = atMs;
        for (int metric = 0; metric < METRICS.length; metric++) {
            put(metric, at, (float) readings.get(METRICS[metric]));
        }
        size++;
    }

    private void put(int metric, int at, float value) {
        float[] column = columns[metric];
        if (column == null) {
            if (size == 0) {
                constant[metric] = value;
                return;
            }
            if (Float.compare(constant[metric], value) == 0) {
                return;
            }
            column = new float[times.length];
            Arrays.fill(column, constant[metric]);
            columns[metric] = column;
        }
        column[at] = value;
    }

    private void dropFirst() {
        first = (first + 1) % times.length;
        size--;
        if (size == 0) {
            first = 0;
            Arrays.fill(columns, null);
        }
    }

    private void resize(int capacity) {
        long[] before = times;
        times = new long[capacity];
        for (int i = 0; i < size; i++) {
            times[i] = before[(first + i) % before.length];
        }
        for (int metric = 0; metric < METRICS.length; metric++) {
            float[] column = columns[metric];
            if (column != null) {
                float[] moved = new float[capacity];
                for (int i = 0; i < size; i++) {
                    moved[i] = column[(first + i) % before.length];
                }
                columns[metric] = isConstant(moved) ? null : moved;
                constant[metric] = moved[0];
            }
        }
        first = 0;
    }

    private boolean isConstant(float[] column) {
        for (int i = 1; i < size; i++) {
            if (Float.compare(column[i], column[0]) != 0) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return size;
    }

    /** When the sample was taken; the oldest is 0. */
    long atMs(int index) {
        return times[(first + index) % times.length];
    }

    float value(Metric metric, int index) {
        float[] column = columns[metric.index()];
        return column == null ? constant[metric.index()] : column[(first + index) % times.length];
    }

    /** Bytes that it takes, about; for the tests of its economy. */
    int weight() {
        int bytes = times.length * 8 + METRICS.length * 12;
        for (float[] column : columns) {
            bytes += column == null ? 0 : column.length * 4;
        }
        return bytes;
    }
}

package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last minutes of a subject, each reading with its time: a second apart while somebody watches, ten else.
 */
public final class LiveWindow {

    private final List<Instant> times;
    private final Map<Metric, double[]> values;

    private LiveWindow(List<Instant> times, Map<Metric, double[]> values) {
        this.times = times;
        this.values = values;
    }

    static LiveWindow of(Ring ring, Set<Metric> metrics, long sinceMs) {
        int from = 0;
        while (from < ring.size() && ring.atMs(from) < sinceMs) {
            from++;
        }
        Instant[] times = new Instant[ring.size() - from];
        Map<Metric, double[]> values = new EnumMap<>(Metric.class);
        metrics.forEach(metric -> values.put(metric, new double[times.length]));
        for (int i = 0; i < times.length; i++) {
            times[i] = Instant.ofEpochMilli(ring.atMs(from + i));
            for (Map.Entry<Metric, double[]> each : values.entrySet()) {
                each.getValue()[i] = ring.value(each.getKey(), from + i);
            }
        }
        return new LiveWindow(List.of(times), values);
    }

    /** When each was read, by the server's clock, the oldest first. */
    public List<Instant> times() {
        return times;
    }

    /** The values at these times; NaN where it was not there to be read, and all of them for a metric not asked for. */
    public double[] values(Metric metric) {
        double[] found = values.get(metric);
        if (found != null) {
            return found.clone();
        }
        double[] none = new double[times.size()];
        Arrays.fill(none, Double.NaN);
        return none;
    }
}

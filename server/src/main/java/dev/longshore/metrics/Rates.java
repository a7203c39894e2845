package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Readings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened between two readings of one subject, per second; a part that was not readable at both is absent. */
final class Rates {

    private static final Map<Metric, RawCounter> CORES = Map.of(
            Metric.CPU_CORES, RawCounter.CPU_US,
            Metric.CPU_USER_CORES, RawCounter.CPU_USER_US,
            Metric.CPU_SYSTEM_CORES, RawCounter.CPU_SYSTEM_US,
            Metric.CPU_THROTTLED_CORES, RawCounter.THROTTLED_US,
            Metric.CPU_IOWAIT_CORES, RawCounter.IOWAIT_US,
            Metric.CPU_STEAL_CORES, RawCounter.STEAL_US);
    private static final Map<Metric, RawCounter> PER_SECOND = Map.of(
            Metric.NET_RECEIVED_BYTES_PER_SECOND, RawCounter.NET_RECEIVED_BYTES,
            Metric.NET_SENT_BYTES_PER_SECOND, RawCounter.NET_SENT_BYTES,
            Metric.NET_ERRORS_PER_SECOND, RawCounter.NET_ERRORS,
            Metric.IO_READ_BYTES_PER_SECOND, RawCounter.IO_READ_BYTES,
            Metric.IO_WRITTEN_BYTES_PER_SECOND, RawCounter.IO_WRITTEN_BYTES,
            Metric.IO_READS_PER_SECOND, RawCounter.IO_READS,
            Metric.IO_WRITES_PER_SECOND, RawCounter.IO_WRITES);
    private static final Map<Metric, RawCounter> RATIOS = Map.of(
            Metric.CPU_PRESSURE_RATIO, RawCounter.CPU_PRESSURE_US,
            Metric.MEMORY_PRESSURE_RATIO, RawCounter.MEMORY_PRESSURE_US,
            Metric.IO_PRESSURE_RATIO, RawCounter.IO_PRESSURE_US);

    private Rates() {}

    /** Whether it was started again in between: another first process, or less CPU time than before. */
    static boolean isRestart(RawReading before, RawReading now) {
        return (before.pid() != 0 && now.pid() != 0 && before.pid() != now.pid())
                || now.counter(RawCounter.CPU_US) < before.counter(RawCounter.CPU_US);
    }

    /** The moment's values, and the rates since the reading before if there is one. */
    static Readings of(@Nullable RawReading before, RawReading now) {
        Readings.Builder readings = Readings.builder();
        now.gauges().forEach(readings::set);
        if (before != null) {
            rates(readings, before, now);
        }
        return readings.build();
    }

    private static void rates(Readings.Builder readings, RawReading before, RawReading now) {
        double us = now.atUs() - before.atUs();
        CORES.forEach((metric, counter) -> readings.set(metric, grown(before, now, counter) / us));
        PER_SECOND.forEach((metric, counter) -> readings.set(metric, grown(before, now, counter) * 1_000_000 / us));
        RATIOS.forEach((metric, counter) -> readings.set(metric, Math.min(1, grown(before, now, counter) / us)));
        double periods = grown(before, now, RawCounter.PERIODS);
        double throttled = grown(before, now, RawCounter.THROTTLED_PERIODS);
        readings.set(Metric.CPU_THROTTLED_RATIO, periods == 0 ? 0 : throttled / periods);
        readings.set(Metric.OOM_KILLS, grown(before, now, RawCounter.OOM_KILLS));
        readings.set(Metric.DISK_BUSY_RATIO, busiest(before, now, us));
    }

    /** NaN if it is absent, or fell: an interface or a device has gone. */
    private static double grown(RawReading before, RawReading now, RawCounter counter) {
        long then = before.counter(counter);
        long value = now.counter(counter);
        return then < 0 || value < then ? Double.NaN : value - then;
    }

    private static double busiest(RawReading before, RawReading now, double us) {
        double most = Double.NaN;
        for (Map.Entry<String, Long> disk : now.diskBusyMs().entrySet()) {
            Long then = before.diskBusyMs().get(disk.getKey());
            if (then != null && disk.getValue() >= then) {
                double ratio = Math.min(1, (disk.getValue() - then) * 1000 / us);
                most = Double.isNaN(most) ? ratio : Math.max(most, ratio);
            }
        }
        return most;
    }
}

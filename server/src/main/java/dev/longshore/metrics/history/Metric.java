package dev.longshore.metrics.history;

import java.util.Locale;

/**
 * What is kept of a container, another workload, or a host, with its unit in the name. Cores are seconds of CPU time per
 * second; ratios go from 0 to 1. New ones go to the end: stores keep the order.
 */
public enum Metric {
    CPU_CORES,
    CPU_USER_CORES,
    CPU_SYSTEM_CORES,
    /** The part of the quota's periods in which it was held back. */
    CPU_THROTTLED_RATIO,
    /** Time of being held back, all its CPUs together, per second. */
    CPU_THROTTLED_CORES,
    /** The quota; of a host its CPUs. */
    CPU_LIMIT_CORES,
    /** In use less inactive file cache; of a host its total less what is available. */
    MEMORY_WORKING_SET_BYTES,
    MEMORY_USAGE_BYTES,
    MEMORY_ANON_BYTES,
    MEMORY_FILE_BYTES,
    MEMORY_SWAP_BYTES,
    /** The limit, absent without one; of a host its memory. */
    MEMORY_LIMIT_BYTES,
    OOM_KILLS(true),
    NET_RECEIVED_BYTES_PER_SECOND,
    NET_SENT_BYTES_PER_SECOND,
    /** Errors and dropped packets, both ways. */
    NET_ERRORS_PER_SECOND,
    IO_READ_BYTES_PER_SECOND,
    IO_WRITTEN_BYTES_PER_SECOND,
    IO_READS_PER_SECOND,
    IO_WRITES_PER_SECOND,
    PIDS,
    PIDS_LIMIT,
    /** The part of the time in which some task waited for CPU. */
    CPU_PRESSURE_RATIO,
    MEMORY_PRESSURE_RATIO,
    IO_PRESSURE_RATIO,
    /** Of hosts only, like all that follow. */
    LOAD_1,
    CPU_IOWAIT_CORES,
    CPU_STEAL_CORES,
    /** Of the busiest disk. */
    DISK_BUSY_RATIO,
    /** Of the fullest file system. */
    DISK_USED_RATIO,
    INODES_USED_RATIO;

    private final boolean count;
    private final String column;

    Metric() {
        this(false);
    }

    Metric(boolean count) {
        this.count = count;
        this.column = name().toLowerCase(Locale.ROOT);
    }

    /** Whether it counts happenings since the sample before: these are added up, whatever {@link Fold} is asked for. */
    public boolean isCount() {
        return count;
    }

    /** Its place in arrays that hold a value for each metric. */
    @SuppressWarnings("EnumOrdinal") // of the running program; stores go by names
    public int index() {
        return ordinal();
    }

    /** Its name in stores. */
    String column() {
        return column;
    }
}

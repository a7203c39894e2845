package dev.longshore.metrics;

/** What only grows while a workload lives, in the units of the wire contract. */
enum RawCounter {
    CPU_US,
    CPU_USER_US,
    CPU_SYSTEM_US,
    PERIODS,
    THROTTLED_PERIODS,
    THROTTLED_US,
    OOM_KILLS,
    NET_RECEIVED_BYTES,
    NET_SENT_BYTES,
    NET_ERRORS,
    IO_READ_BYTES,
    IO_WRITTEN_BYTES,
    IO_READS,
    IO_WRITES,
    CPU_PRESSURE_US,
    MEMORY_PRESSURE_US,
    IO_PRESSURE_US,
    IOWAIT_US,
    STEAL_US;

    /** One that was not there to be read. */
    static final long ABSENT = -1;

    /** Its place in arrays that hold a count for each. */
    @SuppressWarnings("EnumOrdinal") // never leaves the program
    int index() {
        return ordinal();
    }
}

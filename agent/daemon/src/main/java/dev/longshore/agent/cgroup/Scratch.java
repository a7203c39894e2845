package dev.longshore.agent.cgroup;

/**
 * What all readers of one thread use in turn.
 *
 * @param text the file that is being read
 * @param descriptors how many files may stay open
 */
record Scratch(
        KernelText text,
        Descriptors descriptors,
        KeyedNumbers cpuStat,
        KeyedNumbers memoryStat,
        KeyedNumbers oldMemoryStat,
        KeyedNumbers events,
        DeviceCounts devices,
        Pressures pressures,
        NetDevices nets) {

    static Scratch with(Descriptors descriptors) {
        KernelText text = new KernelText();
        return new Scratch(
                text,
                descriptors,
                new KeyedNumbers(
                        "usage_usec", "user_usec", "system_usec", "nr_periods", "nr_throttled", "throttled_usec"),
                new KeyedNumbers(
                        "inactive_file",
                        "anon",
                        "file",
                        "shmem",
                        "slab",
                        "kernel",
                        "file_mapped",
                        "pgfault",
                        "pgmajfault"),
                new KeyedNumbers(
                        "total_inactive_file",
                        "total_rss",
                        "total_cache",
                        "total_shmem",
                        "total_mapped_file",
                        "total_pgfault",
                        "total_pgmajfault",
                        "total_swap"),
                new KeyedNumbers(
                        "max",
                        "oom",
                        "oom_kill",
                        "high",
                        "frozen",
                        "user",
                        "system",
                        "throttled_usec",
                        "throttled_time",
                        "nr_periods",
                        "nr_throttled"),
                new DeviceCounts(),
                new Pressures(),
                new NetDevices(text));
    }
}

package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.CpuTimes;
import dev.longshore.wire.DiskStat;
import dev.longshore.wire.FileSystemStat;
import dev.longshore.wire.HostMemory;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.IoStat;
import dev.longshore.wire.NetStat;
import dev.longshore.wire.OtherStat;
import dev.longshore.wire.PressureStat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes readings out of an agent's messages. */
final class WireReadings {

    private static final int MAX_DISKS = 64;

    /** Larger than any machine; v1 tells "no limit" by such a number. */
    private static final long NO_LIMIT = 1L << 60;

    private WireReadings() {}

    /** What a workload may use; NaN for no limit. */
    record Limits(double cores, double memoryBytes, double pids) {

        static final Limits UNTOLD = new Limits(Double.NaN, Double.NaN, Double.NaN);

        static Limits of(CgroupLimits limits) {
            boolean quota = limits.getCpuQuotaUs() > 0 && limits.getCpuPeriodUs() > 0;
            return new Limits(
                    quota ? (double) limits.getCpuQuotaUs() / limits.getCpuPeriodUs() : Double.NaN,
                    limit(limits.hasMemoryMaxBytes(), limits.getMemoryMaxBytes()),
                    limit(limits.hasPidsMax(), limits.getPidsMax()));
        }

        private static double limit(boolean told, long value) {
            return told && value >= 0 && value < NO_LIMIT ? value : Double.NaN;
        }
    }

    static RawReading of(ContainerStat stat, Limits limits, long batchUs) {
        RawReading.Builder reading =
                new RawReading.Builder(batchUs + Integer.toUnsignedLong(stat.getAfterUs()), stat.getPid());
        cgroup(reading, stat.getCgroup(), limits);
        if (!stat.getHostNetwork()) {
            nets(reading, stat.getNetsList());
        }
        return reading.build();
    }

    static RawReading of(OtherStat stat, Limits limits, long batchUs) {
        RawReading.Builder reading = new RawReading.Builder(batchUs + Integer.toUnsignedLong(stat.getAfterUs()), 0);
        cgroup(reading, stat.getCgroupStat(), limits);
        return reading.build();
    }

    private static void cgroup(RawReading.Builder reading, CgroupStat stat, Limits limits) {
        count(reading, RawCounter.CPU_US, stat.hasCpuUs(), stat.getCpuUs());
        count(reading, RawCounter.CPU_USER_US, stat.hasCpuUserUs(), stat.getCpuUserUs());
        count(reading, RawCounter.CPU_SYSTEM_US, stat.hasCpuSystemUs(), stat.getCpuSystemUs());
        count(reading, RawCounter.PERIODS, stat.hasPeriods(), stat.getPeriods());
        count(reading, RawCounter.THROTTLED_PERIODS, stat.hasThrottledPeriods(), stat.getThrottledPeriods());
        count(reading, RawCounter.THROTTLED_US, stat.hasThrottledUs(), stat.getThrottledUs());
        count(reading, RawCounter.OOM_KILLS, stat.hasOomKills(), stat.getOomKills());
        pressure(reading, stat.hasPressure(), stat.getPressure());
        io(reading, stat.getIoList());
        if (stat.hasMemoryBytes()) {
            long inactive = stat.hasInactiveFileBytes() ? stat.getInactiveFileBytes() : 0;
            reading.gauge(Metric.MEMORY_USAGE_BYTES, stat.getMemoryBytes());
            reading.gauge(Metric.MEMORY_WORKING_SET_BYTES, Math.max(0, stat.getMemoryBytes() - inactive));
        }
        gauge(reading, Metric.MEMORY_ANON_BYTES, stat.hasAnonBytes(), stat.getAnonBytes());
        gauge(reading, Metric.MEMORY_FILE_BYTES, stat.hasFileBytes(), stat.getFileBytes());
        gauge(reading, Metric.MEMORY_SWAP_BYTES, stat.hasSwapBytes(), stat.getSwapBytes());
        gauge(reading, Metric.PIDS, stat.hasPids(), stat.getPids());
        reading.gauge(Metric.MEMORY_LIMIT_BYTES, limits.memoryBytes())
                .gauge(Metric.PIDS_LIMIT, limits.pids())
                .gauge(Metric.CPU_LIMIT_CORES, limits.cores());
    }

    /** A cgroup without I/O has no lines, which is zero; that of all its devices together. */
    private static void io(RawReading.Builder reading, List<IoStat> devices) {
        long read = 0;
        long written = 0;
        long reads = 0;
        long writes = 0;
        for (IoStat device : devices) {
            read += device.getReadBytes();
            written += device.getWriteBytes();
            reads += device.getReads();
            writes += device.getWrites();
        }
        reading.count(RawCounter.IO_READ_BYTES, read)
                .count(RawCounter.IO_WRITTEN_BYTES, written)
                .count(RawCounter.IO_READS, reads)
                .count(RawCounter.IO_WRITES, writes);
    }

    private static void nets(RawReading.Builder reading, List<NetStat> nets) {
        long received = 0;
        long sent = 0;
        long bad = 0;
        for (NetStat net : nets) {
            if (!net.getName().equals("lo")) {
                received += net.getRxBytes();
                sent += net.getTxBytes();
                bad += net.getRxErrors() + net.getRxDropped() + net.getTxErrors() + net.getTxDropped();
            }
        }
        reading.count(RawCounter.NET_RECEIVED_BYTES, received)
                .count(RawCounter.NET_SENT_BYTES, sent)
                .count(RawCounter.NET_ERRORS, bad);
    }

    private static void pressure(RawReading.Builder reading, boolean there, PressureStat stat) {
        count(reading, RawCounter.CPU_PRESSURE_US, there && stat.hasCpuSomeUs(), stat.getCpuSomeUs());
        count(reading, RawCounter.MEMORY_PRESSURE_US, there && stat.hasMemorySomeUs(), stat.getMemorySomeUs());
        count(reading, RawCounter.IO_PRESSURE_US, there && stat.hasIoSomeUs(), stat.getIoSomeUs());
    }

    static RawReading of(HostStat stat, long batchUs) {
        RawReading.Builder reading = new RawReading.Builder(batchUs + Integer.toUnsignedLong(stat.getAfterUs()), 0);
        if (stat.hasCpu()) {
            cpu(reading, stat.getCpu());
        }
        if (stat.hasMemory()) {
            memory(reading, stat.getMemory());
        }
        gauge(reading, Metric.PIDS, stat.hasTasks(), stat.getTasks());
        if (stat.hasLoad1()) {
            reading.gauge(Metric.LOAD_1, stat.getLoad1());
        }
        pressure(reading, stat.hasPressure(), stat.getPressure());
        nets(reading, stat.getNetsList());
        disks(reading, stat.getDisksList());
        fileSystems(reading, stat.getFileSystemsList());
        return reading.build();
    }

    /** Steal is time that somebody else had: not in use, but not to be had. */
    private static void cpu(RawReading.Builder reading, CpuTimes cpu) {
        long user = cpu.getUserMs() + cpu.getNiceMs();
        long system = cpu.getSystemMs() + cpu.getIrqMs() + cpu.getSoftirqMs();
        reading.count(RawCounter.CPU_US, (user + system) * 1000)
                .count(RawCounter.CPU_USER_US, user * 1000)
                .count(RawCounter.CPU_SYSTEM_US, system * 1000)
                .count(RawCounter.IOWAIT_US, cpu.getIowaitMs() * 1000)
                .count(RawCounter.STEAL_US, cpu.getStealMs() * 1000);
        if (cpu.getCpus() > 0) {
            reading.gauge(Metric.CPU_LIMIT_CORES, cpu.getCpus());
        }
    }

    private static void memory(RawReading.Builder reading, HostMemory memory) {
        gauge(reading, Metric.MEMORY_LIMIT_BYTES, memory.hasTotalBytes(), memory.getTotalBytes());
        if (memory.hasTotalBytes() && memory.hasAvailableBytes()) {
            reading.gauge(
                    Metric.MEMORY_WORKING_SET_BYTES, Math.max(0, memory.getTotalBytes() - memory.getAvailableBytes()));
        }
        if (memory.hasTotalBytes() && memory.hasFreeBytes()) {
            reading.gauge(Metric.MEMORY_USAGE_BYTES, Math.max(0, memory.getTotalBytes() - memory.getFreeBytes()));
        }
        gauge(reading, Metric.MEMORY_ANON_BYTES, memory.hasAnonBytes(), memory.getAnonBytes());
        gauge(reading, Metric.MEMORY_FILE_BYTES, memory.hasCachedBytes(), memory.getCachedBytes());
        if (memory.hasSwapTotalBytes() && memory.hasSwapFreeBytes()) {
            reading.gauge(
                    Metric.MEMORY_SWAP_BYTES, Math.max(0, memory.getSwapTotalBytes() - memory.getSwapFreeBytes()));
        }
        count(reading, RawCounter.OOM_KILLS, memory.hasOomKills(), memory.getOomKills());
    }

    private static void disks(RawReading.Builder reading, List<DiskStat> disks) {
        Map<String, Long> busy = new HashMap<>();
        long read = 0;
        long written = 0;
        long reads = 0;
        long writes = 0;
        for (DiskStat disk : disks.subList(0, Math.min(MAX_DISKS, disks.size()))) {
            busy.put(disk.getName(), disk.getBusyMs());
            read += disk.getReadBytes();
            written += disk.getWriteBytes();
            reads += disk.getReads();
            writes += disk.getWrites();
        }
        reading.disks(busy)
                .count(RawCounter.IO_READ_BYTES, read)
                .count(RawCounter.IO_WRITTEN_BYTES, written)
                .count(RawCounter.IO_READS, reads)
                .count(RawCounter.IO_WRITES, writes);
    }

    /** The fullest, as df tells it: what only root may still use counts as used. */
    private static void fileSystems(RawReading.Builder reading, List<FileSystemStat> fileSystems) {
        double fullest = -1;
        double inodes = -1;
        for (FileSystemStat each : fileSystems) {
            long used = each.getTotalBytes() - each.getFreeBytes();
            long usable = used + each.getAvailableBytes();
            if (!each.getReadOnly() && usable > 0 && used >= 0) {
                fullest = Math.max(fullest, (double) used / usable);
            }
            if (!each.getReadOnly() && each.hasInodes() && each.getInodes() > 0) {
                inodes = Math.max(inodes, 1 - (double) each.getInodesFree() / each.getInodes());
            }
        }
        reading.gauge(Metric.DISK_USED_RATIO, fullest).gauge(Metric.INODES_USED_RATIO, inodes);
    }

    private static void count(RawReading.Builder reading, RawCounter counter, boolean there, long value) {
        if (there) {
            reading.count(counter, value);
        }
    }

    private static void gauge(RawReading.Builder reading, Metric metric, boolean there, long value) {
        if (there) {
            reading.gauge(metric, value);
        }
    }
}

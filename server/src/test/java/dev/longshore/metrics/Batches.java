package dev.longshore.metrics;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.CpuTimes;
import dev.longshore.wire.HostMemory;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.IoStat;
import dev.longshore.wire.NetStat;
import dev.longshore.wire.StatBatch;
import java.util.List;

/** What an agent sends, by the second. */
final class Batches {

    static final String WEB = "a".repeat(64);
    static final String DB = "b".repeat(64);

    private Batches() {}

    /** A full round at this second of the host's monotonic time, whose clock is right. */
    static StatBatch.Builder full(long second, ContainerStat.Builder... containers) {
        return round(second, containers).setFull(true).setIntervalMs(10_000);
    }

    /** A round of what is watched. */
    static StatBatch.Builder round(long second, ContainerStat.Builder... containers) {
        StatBatch.Builder batch = StatBatch.newBuilder()
                .setEpoch(1)
                .setBootId("boot")
                .setRound(second)
                .setMonotonicUs(second * 1_000_000)
                .setWallMs(second * 1_000)
                .setIntervalMs(1_000);
        List.of(containers).forEach(batch::addContainers);
        return batch;
    }

    /** A container that used a quarter of a CPU since its start, received 1 KB a second, and holds 100 bytes of 30 cached. */
    static ContainerStat.Builder container(String id, int pid, long seconds) {
        return ContainerStat.newBuilder()
                .setId(id)
                .setPid(pid)
                .setCgroup(CgroupStat.newBuilder()
                        .setCpuUs(seconds * 250_000)
                        .setPeriods(seconds * 10)
                        .setThrottledPeriods(seconds * 5)
                        .setThrottledUs(seconds * 100_000)
                        .setMemoryBytes(100)
                        .setInactiveFileBytes(30)
                        .setOomKills(seconds / 10)
                        .setPids(3)
                        .addIo(IoStat.newBuilder()
                                .setWriteBytes(seconds * 2_000)
                                .setWrites(seconds)))
                .setLimits(CgroupLimits.newBuilder()
                        .setCpuQuotaUs(50_000)
                        .setCpuPeriodUs(100_000)
                        .setMemoryMaxBytes(1_000)
                        .setPidsMax(-1))
                .addNets(NetStat.newBuilder().setName("lo").setRxBytes(seconds * 77_777))
                .addNets(NetStat.newBuilder()
                        .setName("eth0")
                        .setRxBytes(seconds * 1_000)
                        .setRxDropped(seconds));
    }

    static HostStat.Builder host(long seconds) {
        return HostStat.newBuilder()
                .setCpu(CpuTimes.newBuilder()
                        .setUserMs(seconds * 1_000)
                        .setSystemMs(seconds * 500)
                        .setIdleMs(seconds * 400)
                        .setStealMs(seconds * 100)
                        .setCpus(2))
                .setMemory(HostMemory.newBuilder().setTotalBytes(1_000).setAvailableBytes(400));
    }
}

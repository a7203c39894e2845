package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.cgroup.StatSampler.Watch;
import dev.longshore.wire.CgroupSetup.Mode;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.NetStat;
import dev.longshore.wire.StatBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of hosts that were recorded with their engines' own answers beside")
class RecordedCgroupsTest {

    @TempDir
    private Path folder;

    private StatBatch round(RecordedTree tree) {
        try (StatRounds rounds = new StatRounds(tree.root(), 7, Clock.systemUTC())) {
            List<StatBatch> parts = rounds.read(tree.running(), true, true, Watch.NOTHING, 10_000);
            assertThat(parts).hasSize(1);
            return parts.getFirst();
        }
    }

    private static ContainerStat of(StatBatch batch, RecordedTree tree, String name) {
        return batch.getContainersList().stream()
                .filter(stat -> stat.getId().equals(tree.container(name).id()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-cgroupfs", "v2-systemd", "v2-cgroupfs", "v2-without-pressure"})
    @DisplayName("each figure is what the engine says, and counters of what ran on are no smaller")
    void asTheEngine(String name) throws IOException {
        RecordedTree tree = RecordedTree.in(folder, name);
        StatBatch batch = round(tree);

        assertThat(batch.getContainersList()).hasSize(3);
        for (String each : List.of("s-idle", "s-throttled", "s-oom")) {
            JsonNode engine = tree.engineStats(each);
            ContainerStat stat = of(batch, tree, each);
            CgroupStat cgroup = stat.getCgroup();
            JsonNode cpu = engine.path("cpu_stats");
            long cpuUs = cpu.path("cpu_usage").path("total_usage").asLong() / 1000;
            if (each.equals("s-idle")) {
                assertThat(cgroup.getCpuUs()).as("%s %s", name, each).isEqualTo(cpuUs);
            } else {
                assertThat(cgroup.getCpuUs()).as("%s %s", name, each).isGreaterThan(cpuUs);
            }
            assertThat(cgroup.getCpuUserUs())
                    .isGreaterThanOrEqualTo(
                            cpu.path("cpu_usage").path("usage_in_usermode").asLong() / 1000);
            assertThat(cgroup.getCpuSystemUs())
                    .isGreaterThanOrEqualTo(
                            cpu.path("cpu_usage").path("usage_in_kernelmode").asLong() / 1000);
            JsonNode throttling = cpu.path("throttling_data");
            assertThat(cgroup.getPeriods())
                    .isGreaterThanOrEqualTo(throttling.path("periods").asLong());
            assertThat(cgroup.getThrottledPeriods())
                    .isGreaterThanOrEqualTo(throttling.path("throttled_periods").asLong());
            assertThat(cgroup.getThrottledUs())
                    .isGreaterThanOrEqualTo(throttling.path("throttled_time").asLong() / 1000);
            memory(stat, engine.path("memory_stats"));
            assertThat(cgroup.getPids())
                    .isEqualTo(engine.path("pids_stats").path("current").asLong());
            assertThat(cgroup.getFrozen()).isFalse();
            network(stat, engine.path("networks").path("eth0"));
            devices(cgroup, engine.path("blkio_stats").path("io_service_bytes_recursive"));
        }
    }

    private static void memory(ContainerStat stat, JsonNode engine) {
        CgroupStat cgroup = stat.getCgroup();
        JsonNode parts = engine.path("stats");
        boolean old = parts.has("total_rss");
        assertThat(cgroup.getMemoryBytes()).isEqualTo(engine.path("usage").asLong());
        assertThat(cgroup.getAnonBytes())
                .isEqualTo(parts.path(old ? "total_rss" : "anon").asLong());
        assertThat(cgroup.getFileBytes())
                .isEqualTo(parts.path(old ? "total_cache" : "file").asLong());
        assertThat(cgroup.getInactiveFileBytes())
                .isEqualTo(parts.path(old ? "total_inactive_file" : "inactive_file")
                        .asLong());
        assertThat(cgroup.getMappedBytes())
                .isEqualTo(parts.path(old ? "total_mapped_file" : "file_mapped").asLong());
        assertThat(cgroup.getPageFaults())
                .isEqualTo(parts.path(old ? "total_pgfault" : "pgfault").asLong());
        assertThat(cgroup.hasInactiveFileBytes() && cgroup.hasSwapBytes()).isTrue();
        assertThat(stat.getLimits().getMemoryMaxBytes())
                .isEqualTo(engine.path("limit").asLong());
        if (old) {
            assertThat(cgroup.getMemoryPeakBytes())
                    .isEqualTo(engine.path("max_usage").asLong());
        } else {
            assertThat(cgroup.getOoms()).isEqualTo(engine.path("failcnt").asLong());
            assertThat(cgroup.getSlabBytes()).isEqualTo(parts.path("slab").asLong());
        }
    }

    /** A packet or two came between the two recordings. */
    private static void network(ContainerStat stat, JsonNode engine) {
        NetStat net = stat.getNets(0);
        assertThat(stat.getNetsCount()).isEqualTo(1);
        assertThat(net.getName()).isEqualTo("eth0");
        assertThat(net.getRxBytes())
                .isBetween(
                        engine.path("rx_bytes").asLong(),
                        engine.path("rx_bytes").asLong() + 200);
        assertThat(net.getRxPackets())
                .isEqualTo(engine.path("rx_packets").asLong()
                        + (net.getRxBytes() - engine.path("rx_bytes").asLong()) / 70);
        assertThat(net.getTxBytes()).isEqualTo(engine.path("tx_bytes").asLong());
        assertThat(net.getRxDropped()).isEqualTo(engine.path("rx_dropped").asLong());
    }

    private static void devices(CgroupStat cgroup, JsonNode engine) {
        long read = 0;
        long written = 0;
        for (JsonNode entry : engine) {
            read += entry.path("op").asText().equals("read")
                    ? entry.path("value").asLong()
                    : 0;
            written += entry.path("op").asText().equals("write")
                    ? entry.path("value").asLong()
                    : 0;
        }
        assertThat(cgroup.getIoList().stream()
                        .mapToLong(io -> io.getReadBytes())
                        .sum())
                .isEqualTo(read);
        assertThat(cgroup.getIoList().stream()
                        .mapToLong(io -> io.getWriteBytes())
                        .sum())
                .isEqualTo(written);
    }

    @Test
    @DisplayName("v2 tells limits, kills, operations and pressure with their own numbers")
    void unified() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        StatBatch batch = round(tree);
        ContainerStat killed = of(batch, tree, "s-oom");
        ContainerStat idle = of(batch, tree, "s-idle");
        ContainerStat throttled = of(batch, tree, "s-throttled");

        assertThat(killed.getCgroup().getOomKills()).isEqualTo(2);
        assertThat(killed.getCgroup().getMemoryLimitHits()).isEqualTo(143);
        assertThat(killed.getCgroup().getMemoryPeakBytes()).isEqualTo(33_554_432);
        assertThat(killed.getCgroup().getIo(0).getWrites()).isEqualTo(25);
        assertThat(killed.getCgroup().getIo(0).getMajor()).isEqualTo(254);
        assertThat(killed.getCgroup().getPressure().getCpuSomeUs()).isEqualTo(5_336_501);
        assertThat(killed.getCgroup().getPressure().getIoFullUs()).isEqualTo(26_418);
        assertThat(killed.getCgroup().getKernelBytes()).isEqualTo(360_448);
        assertThat(idle.getCgroup().getIoList()).isEmpty();
        assertThat(idle.getLimits().getPidsMax()).isEqualTo(100);
        assertThat(idle.getLimits().getCpuQuotaUs()).isEqualTo(-1);
        assertThat(idle.getLimits().getMemoryHighBytes()).isEqualTo(-1);
        assertThat(idle.getLimits().getCpusetCpus()).isEqualTo("0-1");
        assertThat(throttled.getLimits().getCpuQuotaUs()).isPositive();
        assertThat(throttled.getLimits().getCpuPeriodUs()).isEqualTo(100_000);
        assertThat(throttled.getCgroup().getThrottledPeriods()).isEqualTo(451);
        assertThat(batch.getHost().getSetup().getMode()).isEqualTo(Mode.V2);
        assertThat(batch.getHost().getSetup().getPressure()).isTrue();
        assertThat(batch.getHost().getSetup().getUnreadableContainers()).isZero();
    }

    @Test
    @DisplayName("v1 tells kills, limits without number, and rules of devices")
    void controllers() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v1-cgroupfs");
        StatBatch batch = round(tree);
        ContainerStat killed = of(batch, tree, "s-oom");

        assertThat(killed.getCgroup().getOomKills()).isEqualTo(2);
        assertThat(killed.getCgroup().getKernelBytes()).isEqualTo(299_008);
        assertThat(killed.getCgroup().hasPressure()).isFalse();
        assertThat(killed.getLimits().getMemorySoftBytes()).isEqualTo(-1); // 9223372036854771712
        assertThat(killed.getLimits().getCpuQuotaUs()).isEqualTo(-1);
        assertThat(killed.getLimits().getCpuShares()).isEqualTo(1024);
        assertThat(killed.getLimits().getPidsMax()).isEqualTo(-1);
        assertThat(killed.getLimits().getSwapMaxBytes()).isZero();
        assertThat(killed.getLimits().getDeviceRulesList())
                .contains("c 1:3 rwm")
                .doesNotContain("");
        assertThat(killed.getLimits().hasCpuWeight()).isFalse();
        assertThat(of(batch, tree, "s-throttled").getCgroup().getThrottledUs()).isEqualTo(6_664_511);
        assertThat(batch.getHost().getSetup().getMode()).isEqualTo(Mode.V1);
        assertThat(batch.getHost().getSetup().getControllersList()).contains("cpuacct", "memory", "pids");
    }

    @Test
    @DisplayName("what a kernel does not tell is absent, and not zero")
    void absent() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-without-pressure");
        StatBatch batch = round(tree);

        assertThat(of(batch, tree, "s-idle").getCgroup().hasPressure()).isFalse();
        assertThat(batch.getHost().hasPressure()).isFalse();
        assertThat(batch.getHost().getSetup().getPressure()).isFalse();
        assertThat(batch.getHost().getMemory().hasOomKills()).isFalse(); // vmstat was not recorded
    }

    @Test
    @DisplayName("the host's own figures are those of its files")
    void host() throws IOException {
        HostStat host = round(RecordedTree.in(folder, "v2-systemd")).getHost();

        assertThat(host.getCpu().getUserMs()).isEqualTo(47_940);
        assertThat(host.getCpu().getSystemMs()).isEqualTo(137_380);
        assertThat(host.getCpu().getIdleMs()).isEqualTo(333_890);
        assertThat(host.getCpu().getIowaitMs()).isEqualTo(820);
        assertThat(host.getCpu().getSoftirqMs()).isEqualTo(3_630);
        assertThat(host.getCpu().getCpus()).isEqualTo(2);
        assertThat(host.getCpu().getContextSwitches()).isEqualTo(113_368);
        assertThat(host.getCpuBusyMsList()).containsExactly(97_290L, 91_650L);
        assertThat(host.getUptimeMs()).isEqualTo(285_870);
        assertThat(host.getLoad1()).isEqualTo(1.89);
        assertThat(host.getLoad15()).isEqualTo(0.54);
        assertThat(host.getTasks()).isEqualTo(160);
        assertThat(host.getMemory().getTotalBytes()).isEqualTo(2_020_544L << 10);
        assertThat(host.getMemory().getAvailableBytes()).isEqualTo(1_712_372L << 10);
        assertThat(host.getMemory().getCachedBytes()).isEqualTo(219_148L << 10); // and not SwapCached
        assertThat(host.getDisks(0).getName()).isEqualTo("vda");
        assertThat(host.getDisks(0).getReadBytes()).isEqualTo(432_170L * 512);
        assertThat(host.getDisks(0).getWrites()).isEqualTo(756);
        assertThat(host.getDisks(0).getBusyMs()).isEqualTo(6_048);
        assertThat(host.getPressure().hasCpuSomeUs()).isTrue();
    }
}

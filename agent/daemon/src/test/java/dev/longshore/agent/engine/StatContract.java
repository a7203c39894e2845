package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.agent.HostStats;
import dev.longshore.agent.WorkBounds;
import dev.longshore.agent.cgroup.StatSampler;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.ContainerNamespaces;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.NamespaceSet;
import dev.longshore.wire.NamespacesAnswer;
import dev.longshore.wire.NamespacesQuestion;
import dev.longshore.wire.NetStat;
import dev.longshore.wire.ProcessStat;
import dev.longshore.wire.Query;
import dev.longshore.wire.StatBatch;
import dev.longshore.wire.WatchStats;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the kernel's counters must say of the containers of every kind of engine, which is asked for its own figures in between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StatContract {

    private static final String IMAGE = "docker.io/stat/base:1";
    private static final long MIB = 1 << 20;

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private HostStats sampler;
    private SeenRounds seen;
    private final List<String> made = new ArrayList<>();

    abstract LabHost host();

    /** The process that the engine is, by name, or empty if it has none that stays. */
    abstract String engineProcess();

    /** Whether its own statistics have throttling in them. */
    boolean tellsThrottling() {
        return true;
    }

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host(), WorkBounds.USUAL);
        under.host.importImage(IMAGE);
    }

    @BeforeEach
    void sample() {
        seen = new SeenRounds();
        sampler = StatSampler.open(
                under.engine.files().root(), under.engine::running, under.engine.epoch(), Clock.systemUTC());
        sampler.start(seen);
        sampler.watch(WatchStats.newBuilder()
                .setAll(true)
                .setHost(true)
                .setIntervalMs(1_000)
                .setForMs(300_000)
                .build());
    }

    @AfterEach
    void clean() {
        sampler.close();
        made.reversed().forEach(id -> under.host.docker("rm", "-f", id)); // those that use others first
        made.clear();
    }

    @AfterAll
    void close() {
        under.host.docker("rmi", "-f", IMAGE);
        under.close();
    }

    private String run(String script, String... options) {
        List<String> command = new ArrayList<>(List.of("run", "-d"));
        command.addAll(List.of(options));
        command.addAll(List.of(IMAGE, "sh", "-c", script));
        String id = under.host.docker(command.toArray(String[]::new));
        made.add(id);
        return id;
    }

    /** The engine's own figures of one moment. */
    private JsonNode engineStats(String id) {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(under.host.socketFile()))) {
            String request =
                    "GET /v1.41/containers/" + id + "/stats?stream=false&one-shot=true HTTP/1.0\r\nHost: x\r\n\r\n";
            socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            String answer = new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.0 200").contains("\r\n\r\n");
            return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long cpuMicros(JsonNode engine) {
        return engine.path("cpu_stats").path("cpu_usage").path("total_usage").asLong() / 1000;
    }

    @Test
    @DisplayName(
            "a busy, throttled container: its CPU time, throttling and network lie around what the engine says in between")
    void busy() {
        String id = run("while :; do :; done", "--cpus", "0.5");
        ContainerStat first = seen.fresh(id);
        await().atMost(EngineUnderTest.SOON)
                .until(() -> seen.fresh(id).getCgroup().getThrottledPeriods()
                        > first.getCgroup().getThrottledPeriods());

        ContainerStat before = seen.fresh(id);
        JsonNode engine = engineStats(id);
        ContainerStat after = seen.fresh(id);

        assertThat(cpuMicros(engine))
                .isBetween(before.getCgroup().getCpuUs(), after.getCgroup().getCpuUs());
        assertThat(after.getCgroup().getCpuUs())
                .isGreaterThan(before.getCgroup().getCpuUs());
        JsonNode throttling = engine.path("cpu_stats").path("throttling_data");
        if (tellsThrottling()) {
            assertThat(throttling.path("periods").asLong())
                    .isBetween(
                            before.getCgroup().getPeriods(), after.getCgroup().getPeriods());
            assertThat(throttling.path("throttled_periods").asLong())
                    .isBetween(
                            before.getCgroup().getThrottledPeriods(),
                            after.getCgroup().getThrottledPeriods());
        }
        assertThat(before.getNetsList()).extracting(NetStat::getName).containsExactly("eth0");
        network(before.getNets(0), engine.path("networks").elements().next(), after.getNets(0));
        assertThat(before.getNetNamespace()).isPositive();
        assertThat(before.getHostNetwork()).isFalse();
        // never more than half of one processor, whatever this machine does meanwhile
        long used = after.getCgroup().getCpuUs() - first.getCgroup().getCpuUs();
        long periods = after.getCgroup().getPeriods() - first.getCgroup().getPeriods();
        assertThat(used).isLessThan((periods + 3) * 60_000);
    }

    /** What the engine says of the network lies between what was read before and after. */
    void network(NetStat before, JsonNode engine, NetStat after) {
        assertThat(engine.path("rx_bytes").asLong()).isBetween(before.getRxBytes(), after.getRxBytes());
        assertThat(engine.path("rx_packets").asLong()).isBetween(before.getRxPackets(), after.getRxPackets());
        assertThat(engine.path("tx_bytes").asLong()).isBetween(before.getTxBytes(), after.getTxBytes());
    }

    @Test
    @DisplayName("limits are told as they were set, and memory, processes and files as the engine counts them")
    void limits() {
        String id = run(
                "head -c 8388608 /dev/zero > /dev/shm/held; sleep 1000",
                "--memory",
                "64m",
                "--memory-swap",
                "96m",
                "--pids-limit",
                "50",
                "--cpu-shares",
                "512",
                "--cpuset-cpus",
                "0");
        await().atMost(EngineUnderTest.SOON)
                .until(() -> seen.fresh(id).getCgroup().getFileBytes() >= 8 * MIB);
        List<StatBatch> told = seen.soonest(
                0,
                parts -> SeenRounds.of(parts, id).map(ContainerStat::hasLimits).orElse(false));
        ContainerStat limited = SeenRounds.of(told, id).orElseThrow();

        assertThat(limited.getLimits().getMemoryMaxBytes()).isEqualTo(64 * MIB);
        assertThat(limited.getLimits().getSwapMaxBytes()).isIn(32 * MIB, 0L); // where the kernel does not count swap
        assertThat(limited.getLimits().getPidsMax()).isEqualTo(50);
        assertThat(limited.getLimits().getCpuQuotaUs()).isEqualTo(-1);
        assertThat(limited.getLimits().getCpusetCpus()).isEqualTo("0");
        if (limited.getLimits().hasCpuShares()) {
            assertThat(limited.getLimits().getCpuShares()).isEqualTo(512);
        } else {
            assertThat(limited.getLimits().getCpuWeight()).isBetween(1L, 100L);
        }

        CgroupStat quiet = seen.fresh(id).getCgroup();
        JsonNode memory = engineStats(id).path("memory_stats");
        assertThat(seen.fresh(id).getCgroup().getMemoryBytes()).isEqualTo(quiet.getMemoryBytes());
        assertThat(memory.path("limit").asLong()).isEqualTo(64 * MIB);
        assertThat(memory.path("usage").asLong()).isEqualTo(quiet.getMemoryBytes());
        assertThat(quiet.getShmemBytes()).isGreaterThanOrEqualTo(8 * MIB);
        assertThat(quiet.getPids()).isEqualTo(1);
        assertThat(quiet.getOomKills()).isZero();
    }

    @Test
    @DisplayName("kills for lack of memory are counted while the container lives on")
    void killed() {
        String id = run(
                "while :; do dd if=/dev/zero of=/dev/null bs=64M count=1; sleep 0.2; done",
                "--memory",
                "32m",
                "--memory-swap",
                "32m");

        await().atMost(EngineUnderTest.SOON)
                .until(() -> seen.fresh(id).getCgroup().getOomKills() > 1);
        assertThat(seen.fresh(id).getCgroup().getMemoryBytes()).isLessThanOrEqualTo(32 * MIB);
    }

    @Test
    @DisplayName("a container that goes away is missing from the next round on, and the others are told as before")
    void vanishing() {
        String stays = run("sleep 1000");
        String goes = run("sleep 1000");
        seen.soonest(
                0,
                parts -> SeenRounds.of(parts, goes).isPresent()
                        && SeenRounds.of(parts, stays).isPresent());

        under.host.docker("rm", "-f", goes);
        made.remove(goes);

        long then = seen.last() + 1; // one may be under way
        List<StatBatch> full = seen.soonest(then, parts -> parts.getFirst().getFull());
        for (List<StatBatch> round : seen.after(then)) {
            assertThat(SeenRounds.of(round, goes)).isEmpty();
            assertThat(SeenRounds.of(round, stays)).isPresent();
        }
        assertThat(SeenRounds.host(full).orElseThrow().getSetup().getUnreadableContainers())
                .isZero();
    }

    @Test
    @DisplayName("a container that is started again has another process, and counts from zero")
    void startedAgain() {
        String id = run("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; sleep 1000");
        await().atMost(EngineUnderTest.SOON)
                .until(() -> seen.fresh(id).getCgroup().getCpuUs() > 100_000);
        ContainerStat before = seen.fresh(id);

        under.host.docker("restart", "-t", "0", id);

        List<StatBatch> round = seen.soonest(
                seen.last(),
                parts -> SeenRounds.of(parts, id)
                        .map(stat -> stat.getPid() != before.getPid())
                        .orElse(false));
        assertThat(SeenRounds.of(round, id).orElseThrow().getPid()).isPositive();
    }

    @Test
    @DisplayName("a paused container is frozen, and a container on the host's network has none of its own")
    void frozenAndHostNetwork() {
        String id = run("sleep 1000", "--network", "host");
        ContainerStat stat = seen.fresh(id);
        assertThat(stat.getHostNetwork()).isTrue();
        assertThat(stat.getNetsList()).isEmpty();
        assertThat(stat.getCgroup().getFrozen()).isFalse();

        under.host.docker("pause", id);
        await().atMost(EngineUnderTest.SOON)
                .until(() -> seen.fresh(id).getCgroup().getFrozen());
        under.host.docker("unpause", id);
        await().atMost(EngineUnderTest.SOON)
                .until(() -> !seen.fresh(id).getCgroup().getFrozen());
    }

    @Test
    @DisplayName("the host tells its processors, memory, disks and network, and what its engine uses")
    void hostItself() {
        String id = run("sleep 1000");
        seen.fresh(id);
        List<StatBatch> first = seen.soonest(0, parts -> parts.getFirst().getFull());
        HostStat host = SeenRounds.host(first).orElseThrow();

        assertThat(host.getCpu().getCpus()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(host.getCpuBusyMsCount()).isEqualTo(host.getCpu().getCpus());
        assertThat(host.getMemory().getTotalBytes())
                .isGreaterThan(host.getMemory().getAvailableBytes());
        assertThat(host.getUptimeMs()).isPositive();
        assertThat(host.getDisksList()).isNotEmpty();
        assertThat(host.getFileSystemsList()).isNotEmpty().allSatisfy(system -> {
            assertThat(system.getTotalBytes()).isGreaterThanOrEqualTo(system.getFreeBytes());
            assertThat(system.getMount()).startsWith("/");
        });
        assertThat(host.getNetsList())
                .extracting(NetStat::getName)
                .noneMatch(name -> name.startsWith("veth") || name.equals("lo"));
        assertThat(host.getSetup().getProblemsList()).isEmpty();
        if (!engineProcess().isEmpty()) {
            ProcessStat engine = host.getProcessesList().stream()
                    .filter(process -> process.getName().equals(engineProcess()))
                    .findFirst()
                    .orElseThrow();
            assertThat(engine.getRssBytes()).isGreaterThan(8 * MIB);
            assertThat(engine.getThreads()).isPositive();
            assertThat(engine.getCpuUserMs() + engine.getCpuSystemMs()).isPositive();
            assertThat(engine.getStartedTicks()).isPositive();
        }
        HostStat next = SeenRounds.host(seen.soonest(
                        first.getFirst().getRound(),
                        parts -> SeenRounds.host(parts).isPresent()))
                .orElseThrow();
        assertThat(next.getCpu().getIdleMs()
                        + next.getCpu().getUserMs()
                        + next.getCpu().getSystemMs())
                .isGreaterThan(host.getCpu().getIdleMs()
                        + host.getCpu().getUserMs()
                        + host.getCpu().getSystemMs());
    }

    private NamespacesAnswer namespaces(String... ids) {
        Query query = Query.newBuilder()
                .setNamespaces(NamespacesQuestion.newBuilder().addAllContainerIds(List.of(ids)))
                .build();
        try {
            await().atMost(EngineUnderTest.SOON)
                    .until(() -> under.engine.answer(query).getNamespaces().getContainersCount() == ids.length);
            return under.engine.answer(query).getNamespaces();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ContainerNamespaces of(NamespacesAnswer answer, String id) {
        return answer.getContainersList().stream()
                .filter(container -> container.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "namespaces: a container's own, those that it shares with the host, and those that it shares with another container")
    void namespaces() {
        String own = run("sleep 1000", "--hostname", "own-name");
        String hosts = run("sleep 1000", "--network", "host", "--pid", "host");
        String joined = run("sleep 1000", "--network", "container:" + own);

        NamespacesAnswer answer = namespaces(own, hosts, joined);
        NamespaceSet host = answer.getHost();
        NamespaceSet first = of(answer, own).getNamespaces();
        NamespaceSet second = of(answer, hosts).getNamespaces();
        NamespaceSet third = of(answer, joined).getNamespaces();

        assertThat(answer.getProblemsList()).isEmpty();
        assertThat(answer.getHostName()).isEqualTo(under.host.name());
        assertThat(of(answer, own).getHostName()).isEqualTo("own-name");
        assertThat(List.of(first.getMnt(), first.getUts(), first.getIpc(), first.getPid(), first.getNet()))
                .doesNotContain(0L)
                .doesNotContain(host.getMnt(), host.getUts(), host.getIpc(), host.getPid(), host.getNet());
        assertThat(first.getUser()).isEqualTo(host.getUser());
        assertThat(second.getNet()).isEqualTo(host.getNet());
        assertThat(second.getPid()).isEqualTo(host.getPid());
        assertThat(second.getMnt()).isNotEqualTo(host.getMnt());
        assertThat(third.getNet()).isEqualTo(first.getNet());
        assertThat(third.getPid()).isNotEqualTo(first.getPid());
        assertThat(of(answer, own).getUids(0).getCount()).isEqualTo(-1); // all there are: 4294967295
        String told = under.host.exec("readlink", "/proc/" + of(answer, own).getPid() + "/ns/net");
        assertThat(told).isEqualTo("net:[" + first.getNet() + "]");
    }
}

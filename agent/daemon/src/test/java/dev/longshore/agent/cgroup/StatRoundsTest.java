package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.cgroup.StatSampler.Watch;
import dev.longshore.wire.CgroupSetup.Mode;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.OtherStat;
import dev.longshore.wire.StatBatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A round of readings")
class StatRoundsTest {

    private static final String OTHER_ID = "cd34".repeat(16);

    @TempDir
    private Path folder;

    private static List<ContainerStat> containers(List<StatBatch> parts) {
        return parts.stream().flatMap(part -> part.getContainersList().stream()).toList();
    }

    private static List<String> others(List<StatBatch> parts) {
        return parts.stream()
                .flatMap(part -> part.getOthersList().stream())
                .map(OtherStat::getName)
                .sorted()
                .toList();
    }

    private StatRounds rounds(RecordedTree tree) {
        return new StatRounds(tree.root(), 7, Clock.systemUTC());
    }

    private static List<StatBatch> full(StatRounds rounds, RecordedTree tree) {
        return rounds.read(tree.running(), true, false, Watch.NOTHING, 10_000);
    }

    @Test
    @DisplayName("has its number, the clocks and the boot, and tells what it is of")
    void head() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        RecordedTree.write(folder.resolve("proc/sys/kernel/random/boot_id"), "boot-1\n");
        try (StatRounds rounds = rounds(tree)) {
            StatBatch first = full(rounds, tree).getFirst();
            StatBatch second = rounds.read(
                            tree.running(),
                            false,
                            false,
                            new Watch(false, Set.of(tree.container("s-oom").id()), false),
                            1_000)
                    .getFirst();

            assertThat(first.getEpoch()).isEqualTo(7);
            assertThat(first.getBootId()).isEqualTo("boot-1");
            assertThat(first.getFull()).isTrue();
            assertThat(first.getMore()).isFalse();
            assertThat(second.getRound()).isEqualTo(first.getRound() + 1);
            assertThat(second.getMonotonicUs()).isGreaterThan(first.getMonotonicUs());
            assertThat(second.getFull()).isFalse();
            assertThat(second.getIntervalMs()).isEqualTo(1_000);
            assertThat(second.hasHost()).isFalse();
            assertThat(second.getContainersList())
                    .extracting(ContainerStat::getId)
                    .containsExactly(tree.container("s-oom").id());
            assertThat(second.getContainers(0).getCgroup().hasMemoryPeakBytes()).isFalse();
        }
    }

    @Test
    @DisplayName("tells limits at first, when they change, and when all is to be told again")
    void limits() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        try (StatRounds rounds = rounds(tree)) {
            assertThat(containers(full(rounds, tree))).allMatch(ContainerStat::hasLimits);
            assertThat(containers(full(rounds, tree))).noneMatch(ContainerStat::hasLimits);

            Files.writeString(tree.group("s-idle", "").resolve("memory.max"), "max\n");
            assertThat(containers(full(rounds, tree)))
                    .filteredOn(ContainerStat::hasLimits)
                    .singleElement()
                    .satisfies(stat ->
                            assertThat(stat.getLimits().getMemoryMaxBytes()).isEqualTo(-1));

            assertThat(containers(rounds.read(tree.running(), true, true, Watch.NOTHING, 10_000)))
                    .allMatch(ContainerStat::hasLimits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-cgroupfs", "v2-systemd"})
    @DisplayName("leaves out a container that went away half, and tells the others")
    void vanished(String name) throws IOException {
        RecordedTree tree = RecordedTree.in(folder, name);
        // opened each time, since a recorded file that is open stays readable, unlike one of a group that was removed
        try (StatRounds rounds = new StatRounds(folder, 7, Clock.systemUTC(), new Descriptors(0))) {
            assertThat(containers(full(rounds, tree))).hasSize(3);

            Files.delete(
                    tree.group("s-idle", name.startsWith("v1") ? "pids" : "").resolve("pids.current"));
            StatBatch after = full(rounds, tree).getFirst();
            assertThat(after.getContainersList())
                    .extracting(ContainerStat::getId)
                    .containsExactlyInAnyOrder(
                            tree.container("s-oom").id(),
                            tree.container("s-throttled").id());
            assertThat(after.getHost().getSetup().getUnreadableContainers()).isZero();
            assertThat(containers(full(rounds, tree))).hasSize(2);
        }
    }

    @Test
    @DisplayName("counts a container that runs on and whose groups can't be found, and says why")
    void unreadable() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        List<RunningContainer> running = new ArrayList<>(tree.running());
        running.add(new RunningContainer(OTHER_ID, tree.container("s-idle").pid(), false, ""));
        try (StatRounds rounds = rounds(tree)) {
            StatBatch first =
                    rounds.read(running, true, true, Watch.NOTHING, 10_000).getFirst();
            assertThat(first.getHost().getSetup().getUnreadableContainers()).isZero(); // it may have just ended
            StatBatch batch =
                    rounds.read(running, true, true, Watch.NOTHING, 10_000).getFirst();

            assertThat(batch.getContainersList()).hasSize(3);
            assertThat(batch.getHost().getSetup().getUnreadableContainers()).isEqualTo(1);
            assertThat(batch.getHost().getSetup().getProblemsList()).hasSize(1);
        }
    }

    @Test
    @DisplayName("keeps no file open but as many as there is room for, and lets all go at the end")
    void descriptors() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        Descriptors descriptors = new Descriptors(20);
        try (StatRounds rounds = new StatRounds(folder, 7, Clock.systemUTC(), descriptors)) {
            assertThat(containers(full(rounds, tree))).hasSize(3);
            assertThat(descriptors.left()).isZero();
        }
        assertThat(descriptors.left()).isEqualTo(20);
    }

    @Test
    @DisplayName("takes a container's new process for a new run")
    void startedAgain() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        RunningContainer old = tree.container("s-idle");
        RunningContainer again = new RunningContainer(old.id(), 4_711, true, "");
        RecordedTree.write(
                folder.resolve("proc/4711/cgroup"), Files.readString(folder.resolve("proc/" + old.pid() + "/cgroup")));
        try (StatRounds rounds = rounds(tree)) {
            assertThat(containers(full(rounds, tree))).hasSize(3);

            ContainerStat stat = containers(rounds.read(List.of(again), true, false, Watch.NOTHING, 10_000))
                    .getFirst();
            assertThat(stat.getPid()).isEqualTo(4_711);
            assertThat(stat.getHostNetwork()).isTrue();
            assertThat(stat.getNetsList()).isEmpty(); // they are the host's
            assertThat(stat.hasLimits()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "tells other workloads, and those with an id only from the second look on and if the engine has none of it")
    void otherWorkloads() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        for (String group : List.of(
                "lxc.payload.web",
                "lxc.monitor.web",
                "machine.slice/machine-build\\x2dbox.scope",
                "machine.slice/machine-qemu\\x2d1\\x2dvm.scope",
                "machine.slice/libpod-" + OTHER_ID + ".scope",
                "machine.slice/libpod-conmon-" + OTHER_ID + ".scope",
                "system.slice/ssh.service")) {
            RecordedTree.write(folder.resolve("sys/fs/cgroup").resolve(group).resolve("cpu.stat"), "usage_usec 5\n");
        }
        try (StatRounds rounds = rounds(tree)) {
            List<StatBatch> first = full(rounds, tree);
            assertThat(others(first)).containsExactly("build-box", "vm", "web");
            assertThat(first.getFirst().getOthers(0).getCgroupStat().getCpuUs()).isEqualTo(5);

            for (int i = 0; i < 6; i++) {
                first = full(rounds, tree);
            }
            assertThat(others(first)).containsExactly("build-box", OTHER_ID.substring(0, 12), "vm", "web");
        }
    }

    @Test
    @DisplayName("of a host that can't be seen has no figures, and says what to do")
    void nothingInSight() {
        try (StatRounds rounds = new StatRounds(folder, 7, Clock.systemUTC())) {
            StatBatch batch = rounds.read(
                            List.of(new RunningContainer(OTHER_ID, 5, false, "")), true, true, Watch.NOTHING, 10_000)
                    .getFirst();

            assertThat(batch.getContainersList()).isEmpty();
            assertThat(batch.getHost().hasCpu()).isFalse();
            assertThat(batch.getHost().hasUptimeMs()).isFalse();
            assertThat(batch.getHost().getSetup().getMode()).isEqualTo(Mode.NO_CGROUPS);
            assertThat(batch.getHost().getSetup().getProblemsList())
                    .hasSize(2)
                    .allMatch(problem -> problem.contains("LONGSHORE_HOST_ROOT"));
        }
    }

    @Test
    @DisplayName("of 200 containers goes in parts below 16 KiB, all with its number, and all but the last say more")
    void parts() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        List<RunningContainer> many = many(tree, 200);
        try (StatRounds rounds = rounds(tree)) {
            List<StatBatch> parts = rounds.read(many, true, true, Watch.NOTHING, 10_000);

            assertThat(parts)
                    .hasSizeGreaterThan(2)
                    .allMatch(part -> part.getSerializedSize() <= BatchPacker.MOST_BYTES);
            assertThat(parts)
                    .extracting(StatBatch::getRound)
                    .containsOnly(parts.getFirst().getRound());
            assertThat(parts.subList(0, parts.size() - 1)).allMatch(StatBatch::getMore);
            assertThat(parts.getLast().getMore()).isFalse();
            assertThat(containers(parts)).hasSize(200);
            assertThat(parts).filteredOn(StatBatch::hasHost).hasSize(1);
        }
    }

    @Test
    @DisplayName("makes few objects: below 8 KiB for a container that is watched, the message included")
    void allocation() throws IOException {
        RecordedTree tree = RecordedTree.in(folder, "v2-systemd");
        List<RunningContainer> many = many(tree, 50);
        Watch all = new Watch(true, Set.of(), false);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (StatRounds rounds = rounds(tree)) {
            rounds.read(many, true, true, Watch.NOTHING, 10_000);
            rounds.read(many, false, false, all, 1_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10; i++) {
                rounds.read(many, false, false, all, 1_000);
            }
            long perContainer = (threads.getCurrentThreadAllocatedBytes() - before) / 10 / 50;
            assertThat(perContainer).isLessThan(8 << 10);
        }
    }

    /** The idle container many times over, each with a process and a group of its own. */
    private List<RunningContainer> many(RecordedTree tree, int count) throws IOException {
        Path group = tree.group("s-idle", "");
        RunningContainer idle = tree.container("s-idle");
        String net = Files.readString(folder.resolve("proc/" + idle.pid() + "/net/dev"));
        List<RunningContainer> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "%064x".formatted(i + 1);
            int pid = 10_000 + i;
            RecordedTree.write(folder.resolve("proc/" + pid + "/cgroup"), "0::/docker/" + id + "\n");
            RecordedTree.write(folder.resolve("proc/" + pid + "/net/dev"), net);
            try (var files = Files.list(group)) {
                for (Path file : files.toList()) {
                    RecordedTree.write(
                            folder.resolve("sys/fs/cgroup/docker").resolve(id).resolve(file.getFileName()),
                            Files.readString(file));
                }
            }
            many.add(new RunningContainer(id, pid, false, ""));
        }
        return many;
    }
}

package dev.longshore.agent.cgroup;

import dev.longshore.wire.HostStat;
import dev.longshore.wire.ProcessStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the engine's own processes use, and the agent; the helpers that there is one of for each container are summed up. */
final class EngineProcesses {

    /** The kernel cuts names to 15 characters. */
    private static final Map<String, String> NAMES = Map.of(
            "dockerd", "dockerd",
            "containerd", "containerd",
            "podman", "podman",
            "buildkitd", "buildkitd",
            "crio", "crio",
            "rootlesskit", "rootlesskit",
            "docker-proxy", "docker-proxy",
            "containerd-shim", "containerd-shim",
            "conmon", "conmon");

    private static final List<String> SUMMED = List.of("containerd-shim", "conmon", "docker-proxy");
    private static final String AGENT = "longshore-agent";
    private static final int MOST = 4_096;
    private static final int MS_PER_TICK = 10;
    private static final byte[] RSS = KernelText.ascii("VmRSS:");

    private record Found(int pid, String name) {}

    private final Path proc;
    private final KernelText text;
    private List<Found> processes = List.of();

    EngineProcesses(Path hostRoot, Scratch scratch) {
        this.proc = hostRoot.resolve("proc");
        this.text = scratch.text();
    }

    /** Looks through all processes. */
    void look() {
        List<Found> found = new ArrayList<>();
        int own = own();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                int pid = Integer.parseInt(String.valueOf(entry.getFileName()));
                String name = pid == own ? AGENT : named(entry);
                if (name != null && found.size() < MOST) {
                    found.add(new Found(pid, name));
                }
            }
        } catch (IOException | NumberFormatException _) {
            // what was found so far
        }
        found.sort(Comparator.comparingInt(Found::pid));
        processes = found;
    }

    /** This process as the host numbers it, which it does in its own /proc. */
    private int own() {
        try {
            return Integer.parseInt(Files.readSymbolicLink(proc.resolve("self")).toString());
        } catch (IOException | NumberFormatException _) {
            return -1;
        }
    }

    private @Nullable String named(Path process) {
        KernelFile comm = KernelFile.listOpenedEachTime(process.resolve("comm"));
        return comm.read(text) ? NAMES.get(text.line()) : null;
    }

    void read(HostStat.Builder to) {
        Map<String, ProcessStat.Builder> sums = new TreeMap<>();
        for (Found process : processes) {
            ProcessStat.Builder stat = read(process);
            if (stat == null) {
                continue;
            }
            if (!SUMMED.contains(process.name())) {
                to.addProcesses(stat);
                continue;
            }
            ProcessStat.Builder sum = sums.computeIfAbsent(
                    process.name(), name -> ProcessStat.newBuilder().setName(name));
            sum.setProcesses(sum.getProcesses() + 1)
                    .setThreads(sum.getThreads() + stat.getThreads())
                    .setRssBytes(sum.getRssBytes() + stat.getRssBytes())
                    .setCpuUserMs(sum.getCpuUserMs() + stat.getCpuUserMs())
                    .setCpuSystemMs(sum.getCpuSystemMs() + stat.getCpuSystemMs());
        }
        sums.values().forEach(to::addProcesses);
    }

    private ProcessStat.@Nullable Builder read(Found process) {
        Path folder = proc.resolve(Integer.toString(process.pid()));
        if (!KernelFile.listOpenedEachTime(folder.resolve("stat")).read(text)) {
            return null;
        }
        text.skipPastLast(')'); // the name may hold anything
        text.skipBlank();
        skipFields(3, 14);
        ProcessStat.Builder stat =
                ProcessStat.newBuilder().setPid(process.pid()).setName(process.name());
        stat.setCpuUserMs(Math.max(0, text.number()) * MS_PER_TICK);
        stat.setCpuSystemMs(Math.max(0, text.number()) * MS_PER_TICK);
        text.skipBlank();
        skipFields(16, 20);
        stat.setThreads((int) Math.max(0, text.number()));
        text.skipBlank();
        skipFields(21, 22);
        stat.setStartedTicks(Math.max(0, text.number()));
        if (KernelFile.listOpenedEachTime(folder.resolve("status")).read(text)) {
            do {
                if (text.skip(RSS)) {
                    stat.setRssBytes(Math.max(0, text.number()) << 10);
                    break;
                }
            } while (text.nextLine());
        }
        return stat;
    }

    private void skipFields(int from, int to) {
        for (int field = from; field < to; field++) {
            text.skipWord();
        }
    }
}

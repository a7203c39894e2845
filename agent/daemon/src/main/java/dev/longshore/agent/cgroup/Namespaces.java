package dev.longshore.agent.cgroup;

import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.host.HostFiles;
import dev.longshore.model.SafeText;
import dev.longshore.wire.ContainerNamespaces;
import dev.longshore.wire.IdRange;
import dev.longshore.wire.NamespaceSet;
import dev.longshore.wire.NamespacesAnswer;
import dev.longshore.wire.NamespacesQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * In which namespaces the containers run, from {@code /proc/<pid>/ns}. Only what a process shows of itself there is read, never a
 * path inside of a container, which its processes could lay out at will.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class Namespaces {

    private static final int MOST_CONTAINERS = 5_000;
    private static final int MOST_RANGES = 64;
    private static final int MOST_BYTES = 16 << 10;
    private static final String UNREADABLE =
            "The agent may not look into that process: run it as root, and in a container with"
                    + " the capability SYS_PTRACE.";

    private final HostFiles files;
    private final Supplier<List<RunningContainer>> running;

    /** Of the machine with these files. */
    public Namespaces(HostFiles files, Supplier<List<RunningContainer>> running) {
        this.files = files;
        this.running = running;
    }

    /** Reads those of the containers that are asked for, or of all that run. */
    public NamespacesAnswer answer(NamespacesQuestion question) {
        NamespacesAnswer.Builder answer = NamespacesAnswer.newBuilder();
        Path root = files.root();
        if (root == null) {
            return answer.addProblems("The engine runs on another machine, whose processes this agent does not see.")
                    .build();
        }
        Path proc = root.resolve("proc");
        CgroupFinder finder = new CgroupFinder(root, CgroupMounts.of(root));
        answer.setHost(namespaces(proc.resolve("1"))).setHostName(hostName(root));
        if (!answer.getHost().hasMnt()) {
            answer.addProblems(
                    Files.isDirectory(proc.resolve("1"))
                            ? UNREADABLE
                            : "The agent does not see the host's /proc. Mount the host's root with  -v /:/host:ro  and set"
                                    + " LONGSHORE_HOST_ROOT=/host.");
        }
        Set<String> wanted = Set.copyOf(question.getContainerIdsList());
        for (RunningContainer container : running.get()) {
            if ((wanted.isEmpty() || wanted.contains(container.id()))
                    && answer.getContainersCount() < MOST_CONTAINERS) {
                answer.addContainers(of(container, proc, finder));
            }
        }
        return answer.build();
    }

    private static ContainerNamespaces of(RunningContainer container, Path proc, CgroupFinder finder) {
        ContainerNamespaces.Builder told =
                ContainerNamespaces.newBuilder().setId(container.id()).setPid(container.pid());
        if (!container.hostName().isEmpty()) {
            told.setHostName(container.hostName());
        }
        if (finder.find(container.id(), container.pid()) == null) {
            return told.setProblem("Its process can't be seen from where the agent runs, or has ended.")
                    .build();
        }
        Path process = proc.resolve(Integer.toString(container.pid()));
        NamespaceSet namespaces = namespaces(process);
        if (!namespaces.hasMnt()) {
            told.setProblem(UNREADABLE);
        }
        return told.setNamespaces(namespaces)
                .addAllUids(ranges(process.resolve("uid_map")))
                .addAllGids(ranges(process.resolve("gid_map")))
                .build();
    }

    private static NamespaceSet namespaces(Path process) {
        Path folder = process.resolve("ns");
        NamespaceSet.Builder set = NamespaceSet.newBuilder();
        for (String kind : KINDS) {
            long inode = ContainerGroup.namespace(folder.resolve(kind));
            if (inode != 0) {
                set.setField(NamespaceSet.getDescriptor().findFieldByName(kind), inode);
            }
        }
        return set.build();
    }

    private static final List<String> KINDS = List.of("mnt", "uts", "ipc", "pid", "net", "user", "time", "cgroup");

    /** {@code 0 100000 65536} in each line. */
    private static List<IdRange> ranges(Path map) {
        List<IdRange> ranges = new ArrayList<>();
        String text = start(map);
        for (String line : text == null ? new String[0] : text.strip().split("\n", -1)) {
            String[] words = line.strip().split(" +", -1);
            if (words.length == 3 && ranges.size() < MOST_RANGES) {
                ranges.add(IdRange.newBuilder()
                        .setInside(Integer.parseUnsignedInt(words[0]))
                        .setOutside(Integer.parseUnsignedInt(words[1]))
                        .setCount(Integer.parseUnsignedInt(words[2]))
                        .build());
            }
        }
        return ranges;
    }

    /** An agent in a container has a name of its own; what the host is called lies in its file then. */
    private String hostName(Path root) {
        Path file = root.equals(Path.of("/")) ? Path.of("/proc/sys/kernel/hostname") : files.find("/etc/hostname");
        String name = file == null ? null : start(file);
        return name == null ? "" : SafeText.line(name.strip(), 64);
    }

    private static @Nullable String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return null;
        }
    }
}

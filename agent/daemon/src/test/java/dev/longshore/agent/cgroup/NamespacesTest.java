package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.host.HostFiles;
import dev.longshore.wire.ContainerNamespaces;
import dev.longshore.wire.IdRange;
import dev.longshore.wire.NamespacesAnswer;
import dev.longshore.wire.NamespacesQuestion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The namespaces of containers")
class NamespacesTest {

    private static final String A = "aa".repeat(32);
    private static final String B = "bb".repeat(32);

    @TempDir
    private Path root;

    @BeforeEach
    void host() throws IOException {
        RecordedTree.write(root.resolve("etc/hostname"), "alpha\n");
        RecordedTree.write(
                root.resolve("proc/1/mountinfo"), "32 24 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n");
        namespace(1, "mnt", 4_026_531_840L);
        namespace(1, "net", 4_026_531_841L);
    }

    private void namespace(int pid, String kind, long inode) throws IOException {
        Path folder = Files.createDirectories(root.resolve("proc/" + pid + "/ns"));
        Files.createSymbolicLink(folder.resolve(kind), Path.of(kind + ":[" + inode + "]"));
    }

    private RunningContainer container(String id, int pid) throws IOException {
        RecordedTree.write(root.resolve("proc/" + pid + "/cgroup"), "0::/docker/" + id + "\n");
        Files.createDirectories(root.resolve("sys/fs/cgroup/docker").resolve(id));
        return new RunningContainer(id, pid, false, "box");
    }

    private NamespacesAnswer ask(NamespacesQuestion question, RunningContainer... running) {
        return new Namespaces(HostFiles.at(root), () -> List.of(running)).answer(question);
    }

    @Test
    @DisplayName("are told by inode, beside the host's, with names and ranges of ids")
    void told() throws IOException {
        RunningContainer container = container(A, 42);
        namespace(42, "mnt", 4_026_532_000L);
        namespace(42, "net", 4_026_531_841L);
        RecordedTree.write(
                root.resolve("proc/42/uid_map"), "         0     100000      65536\n     65536 4294901760 1\n");
        RecordedTree.write(root.resolve("proc/42/gid_map"), "         0          0 4294967295\n");

        NamespacesAnswer answer = ask(NamespacesQuestion.getDefaultInstance(), container);

        assertThat(answer.getHostName()).isEqualTo("alpha");
        assertThat(answer.getProblemsList()).isEmpty();
        ContainerNamespaces told = answer.getContainers(0);
        assertThat(told.getHostName()).isEqualTo("box");
        assertThat(told.getNamespaces().getMnt()).isEqualTo(4_026_532_000L);
        assertThat(told.getNamespaces().getNet()).isEqualTo(answer.getHost().getNet());
        assertThat(told.getNamespaces().hasTime()).isFalse(); // an old kernel
        assertThat(told.getUidsList())
                .containsExactly(
                        IdRange.newBuilder()
                                .setOutside(100_000)
                                .setCount(65_536)
                                .build(),
                        IdRange.newBuilder()
                                .setInside(65_536)
                                .setOutside(-65_536)
                                .setCount(1)
                                .build());
        assertThat(told.getGids(0).getCount()).isEqualTo(-1); // unsigned
        assertThat(told.getProblem()).isEmpty();
    }

    @Test
    @DisplayName("are told of those alone that are asked for")
    void wanted() throws IOException {
        NamespacesAnswer answer =
                ask(NamespacesQuestion.newBuilder().addContainerIds(B).build(), container(A, 42), container(B, 43));

        assertThat(answer.getContainersList())
                .extracting(ContainerNamespaces::getId)
                .containsExactly(B);
        assertThat(answer.getContainers(0).getProblem()).contains("SYS_PTRACE"); // nothing in its ns
    }

    @Test
    @DisplayName("are not those of another process that has its number by now")
    void otherProcess() throws IOException {
        container(B, 42);
        namespace(42, "mnt", 4_026_532_000L);

        NamespacesAnswer answer = ask(NamespacesQuestion.getDefaultInstance(), new RunningContainer(A, 42, false, ""));

        assertThat(answer.getContainers(0).hasNamespaces()).isFalse();
        assertThat(answer.getContainers(0).getProblem()).isNotEmpty();
    }

    @Test
    @DisplayName("of an engine on another machine are a problem that is told")
    void farEngine() {
        Namespaces far = new Namespaces(HostFiles.of(URI.create("tcp://there:2375"), root), List::of);

        assertThat(far.answer(NamespacesQuestion.getDefaultInstance()).getProblemsList())
                .hasSize(1);
    }
}

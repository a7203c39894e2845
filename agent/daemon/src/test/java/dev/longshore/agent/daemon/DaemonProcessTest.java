package dev.longshore.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.agent.daemon.DaemonProcess.Found;
import dev.longshore.agent.host.HostFiles;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a {@code /proc} of files, where what a kernel would say, and hide, can be chosen. */
@DisplayName("The process of the engine")
class DaemonProcessTest {

    @TempDir
    private Path dir;

    private Path proc;
    private Path socket;
    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        proc = Files.createDirectory(dir.resolve("proc"));
        socket = Files.createDirectory(dir.resolve("run")).resolve("docker.sock");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private DaemonProcess process(URI dockerHost) {
        return new DaemonProcess(proc, dockerHost, HostFiles.at(dir));
    }

    private Found find() {
        return process(URI.create("unix://" + socket)).find();
    }

    /** A process; with an inode, one whose sockets are in sight. */
    private void running(int pid, String name, String inode, String... arguments) throws IOException {
        Path folder = Files.createDirectory(proc.resolve(String.valueOf(pid)));
        Files.writeString(folder.resolve("comm"), name + "\n");
        Files.writeString(folder.resolve("cmdline"), name + "\0" + String.join("\0", arguments) + "\0");
        if (!inode.isEmpty()) {
            Files.createSymbolicLink(folder.resolve("root"), dir);
            Files.createDirectory(folder.resolve("net"));
            Files.writeString(folder.resolve("net/unix"), """
                    Num       RefCount Protocol Flags    Type St Inode Path
                    0000000000000000: 00000002 00000000 00010000 0001 01 77 /run/docker.sock
                    0000000000000000: 00000003 00000000 00000000 0001 03 78
                    """);
            Files.createSymbolicLink(
                    Files.createDirectory(folder.resolve("fd")).resolve("4"), Path.of("socket:[" + inode + "]"));
        }
    }

    @Test
    @DisplayName("is the one that listens on the agent's own socket, among others of the same name")
    void listens() throws IOException {
        running(10, "dockerd", "99");
        running(11, "dockerd", "77", "-H", "fd://", "--registry-mirror=https://a.example");
        running(12, "sshd", "77");
        assertThat(find()).isEqualTo(new Found(11, List.of("-H", "fd://", "--registry-mirror=https://a.example")));
        assertThat(find().has("--registry-mirror")).isTrue();
        assertThat(find().has("--registry")).isFalse();
    }

    @Test
    @DisplayName("is the only one of that name where its sockets are hidden, if the pid file says so")
    void pidFile() throws IOException {
        running(11, "dockerd", "", "-p", "/run/x.pid");
        assertUnfit(this::find, "can't be told");
        Files.writeString(dir.resolve("run/x.pid"), "12\n");
        assertUnfit(this::find, "can't be told");
        Files.writeString(dir.resolve("run/x.pid"), "11\n");
        assertThat(find().pid()).isEqualTo(11);
        running(12, "dockerd", "");
        assertUnfit(this::find, "can't be told");
    }

    @Test
    @DisplayName("is none that listens elsewhere, however its pid file names it")
    void elsewhere() throws IOException {
        running(11, "dockerd", "99");
        Files.createSymbolicLink(dir.resolve("var"), dir);
        Files.writeString(dir.resolve("run/docker.pid"), "11");
        assertUnfit(this::find, "can't be told");
    }

    @Test
    @DisplayName("is not in sight without the machine's processes, or over tcp")
    void notInSight() {
        assertUnfit(this::find, "not in sight");
        assertUnfit(() -> process(URI.create("tcp://127.0.0.1:2375")).find(), "tcp");
    }

    @Test
    @DisplayName("is not signalled if it has another name than the engine, or has ended")
    void neverOthers() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        Files.createDirectory(proc.resolve(String.valueOf(self)));
        Files.writeString(proc.resolve(self + "/comm"), "java\n");
        DaemonProcess process = process(URI.create("unix://" + socket));
        // a signal would end this test
        assertUnfit(() -> process.reload(new Found(self, List.of())), "has just ended");
        assertUnfit(() -> process.reload(new Found(Integer.MAX_VALUE, List.of())), "has just ended");
        Files.writeString(proc.resolve(self + "/comm"), "dockerd\n");
        assertThat(process.reach(new Found(self, List.of()))).isEqualTo(DaemonProcess.Reach.REACHED);
    }

    @Test
    @DisplayName("must read the very file that is changed")
    void mustRead() throws IOException {
        running(11, "dockerd", "77", "--config-file", "/conf/daemon.json");
        Path folder = Files.createDirectory(dir.resolve("conf"));
        DaemonProcess process = process(URI.create("unix://" + socket));
        Found found = find();
        process.mustRead(found, folder.resolve("daemon.json"), false);
        assertUnfit(() -> process.mustRead(found, dir.resolve("daemon.json"), false), "reads /conf/daemon.json");
        Files.writeString(folder.resolve("daemon.json"), "{}");
        process.mustRead(found, folder.resolve("daemon.json"), false);
        Files.writeString(dir.resolve("daemon.json"), "{}");
        assertUnfit(() -> process.mustRead(found, dir.resolve("daemon.json"), true), "reads /conf/daemon.json");
    }

    @Test
    @DisplayName("does not take the usual file for that of an engine without root, which has its own in a home")
    void rootless() throws IOException {
        running(11, "dockerd", "77");
        DaemonProcess process = process(URI.create("unix://" + socket));
        Found found = find();
        assertUnfit(() -> process.mustRead(found, Path.of("/etc/docker/daemon.json"), true), "runs without root");
        process.mustRead(found, dir.resolve("daemon.json"), true);
    }

    private static void assertUnfit(Runnable act, String why) {
        assertThatThrownBy(act::run).isInstanceOfSatisfying(LongshoreException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_UNFIT);
            assertThat(e.reason()).contains(why);
        });
    }
}

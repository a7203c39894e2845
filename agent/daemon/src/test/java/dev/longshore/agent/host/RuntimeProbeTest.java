package dev.longshore.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.Runtime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A runtime")
class RuntimeProbeTest {

    private static final URI SOCKET = URI.create("unix:///var/run/docker.sock");
    private static final HostFiles OWN = HostFiles.of(SOCKET, Path.of("/"));

    private final RuntimeProbe probe = new RuntimeProbe(OWN);

    @TempDir
    private Path folder;

    private Path script(String path, String text) throws IOException {
        Path script = folder.resolve(path);
        Files.createDirectories(script.getParent());
        Files.writeString(script, text);
        script.toFile().setExecutable(true);
        return script;
    }

    @Test
    @DisplayName("says its version and what it can do, runc by its features document and crun by its build")
    void asked() throws InterruptedException {
        Runtime runc = probe.ask("runc");
        assertThat(runc.getVersion()).matches("\\d+\\.\\d+.*");
        assertThat(runc.getFeaturesList()).contains("seccomp", "cgroup v2", "namespace mount");
        assertThat(runc.getOciVersion()).contains("1.0");

        Runtime crun = probe.ask("/usr/bin/crun");
        assertThat(crun.getVersion()).matches("\\d+\\.\\d+.*");
        assertThat(crun.getFeaturesList()).contains("seccomp");
        assertThat(crun.getProblem()).isEmpty();
    }

    @Test
    @DisplayName("that is not there, or no program of this machine's folders, is not run and says why (catalogue 42)")
    void notRun() throws Exception {
        Path mark = folder.resolve("mark");
        Path script = Files.writeString(folder.resolve("evil"), "#!/bin/sh\ntouch " + mark + "\n");
        script.toFile().setExecutable(true);

        for (String path : new String[] {
            script.toString(),
            "/usr/bin/../.." + script,
            "",
            "../evil",
            "runc; touch " + mark,
            "$(touch " + mark + ")",
            "io.containerd.runc.v2"
        }) {
            assertThat(probe.ask(path).getProblem()).isNotEmpty();
        }
        assertThat(mark).doesNotExist();
    }

    @Test
    @DisplayName("of a host whose root is mounted is found there, through links that are absolute on the host")
    void mounted() throws Exception {
        script("opt/engine/runc", "#!/bin/sh\necho runc version 7.8.9\n");
        Files.createDirectories(folder.resolve("usr/bin"));
        Files.createSymbolicLink(folder.resolve("usr/bin/runc"), Path.of("/opt/engine/../engine/runc"));
        Files.createSymbolicLink(folder.resolve("usr/bin/loop"), Path.of("loop"));
        RuntimeProbe mounted = new RuntimeProbe(HostFiles.of(SOCKET, folder));

        assertThat(mounted.ask("runc").getVersion()).isEqualTo("7.8.9");
        assertThat(mounted.ask("/usr/bin/runc").getVersion()).isEqualTo("7.8.9");
        assertThat(mounted.ask("/usr/bin/loop").getProblem()).isNotEmpty();
        assertThat(mounted.ask("crun").getProblem()).isNotEmpty(); // this machine has one, that host does not
    }

    @Test
    @DisplayName("that can't run with the libraries of the agent's image runs with those of its host")
    void hostsLibraries() throws Exception {
        script("usr/bin/runc", "neither a program nor a script");
        Files.createDirectories(folder.resolve("usr/lib"));
        script("lib64/ld-linux-x86-64.so.2", "#!/bin/sh\n[ \"$1\" = --library-path ] && echo \"$3 version 1.0 $2\"\n");

        assertThat(new RuntimeProbe(HostFiles.of(SOCKET, folder)).ask("runc").getVersion())
                .contains(folder.resolve("usr/lib").toString());
    }

    @Test
    @DisplayName("of an engine on another machine is not looked for on this one, nor is that machine's disk")
    void elsewhere() throws Exception {
        HostFiles none = HostFiles.of(URI.create("tcp://docker.example:2376"), Path.of("/"));
        assertThat(new RuntimeProbe(none).ask("runc").getProblem()).contains("another machine");
        assertThat(new DiskSpace(none).of("/").totalBytes()).isZero();
    }

    @Test
    @DisplayName("may say nonsense without harm")
    void nonsense() {
        Runtime.Builder runtime = Runtime.newBuilder();
        for (String text :
                new String[] {"", "usage: x", "[]", "{\"linux\":7}", "{\"linux\":{\"namespaces\":[1,{}]}}", "{"}) {
            RuntimeProbe.features(runtime, text);
        }
        assertThat(runtime.getFeaturesCount()).isLessThan(5);
    }

    @Test
    @DisplayName("is given a file system's size for its folder, and zero for one that is not there")
    void disk() throws IOException {
        DiskSpace disk = new DiskSpace(OWN);

        assertThat(disk.of("/").totalBytes()).isPositive();
        assertThat(disk.of("/").freeBytes()).isLessThanOrEqualTo(disk.of("/").totalBytes());
        assertThat(disk.of("/no/such/folder").totalBytes()).isZero();
        assertThat(disk.of("relative").totalBytes()).isZero();

        Files.createDirectories(folder.resolve("var/lib/docker"));
        DiskSpace mounted = new DiskSpace(HostFiles.of(SOCKET, folder));
        assertThat(mounted.of("/var/lib/docker").totalBytes()).isPositive();
        assertThat(mounted.of("/usr").totalBytes()).isZero();
    }
}

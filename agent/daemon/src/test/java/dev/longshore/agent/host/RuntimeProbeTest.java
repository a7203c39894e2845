package dev.longshore.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.Runtime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A runtime")
class RuntimeProbeTest {

    private final RuntimeProbe probe = new RuntimeProbe();

    @TempDir
    private Path folder;

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
    void disk() {
        DiskSpace disk = new DiskSpace(Path.of("/"));

        assertThat(disk.of("/").totalBytes()).isPositive();
        assertThat(disk.of("/").freeBytes()).isLessThanOrEqualTo(disk.of("/").totalBytes());
        assertThat(disk.of("/no/such/folder").totalBytes()).isZero();
        assertThat(disk.of("relative").totalBytes()).isZero();
    }
}

package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The control groups of a container")
class CgroupFinderTest {

    private static final String ID = "ab12".repeat(16);

    @TempDir
    private Path root;

    private @Nullable CgroupPlace find(String mountRoot, String group) throws IOException {
        RecordedTree.write(
                root.resolve("proc/1/mountinfo"),
                "32 24 0:27 " + mountRoot + " /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
        RecordedTree.write(root.resolve("proc/42/cgroup"), "0::" + group + "\n");
        return new CgroupFinder(root, CgroupMounts.of(root)).find(ID, 42);
    }

    private Path group(String path) throws IOException {
        return Files.createDirectories(root.resolve("sys/fs/cgroup").resolve(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/, /system.slice/docker-ID.scope, system.slice/docker-ID.scope", // Docker with systemd
        "/, /docker/ID, docker/ID", // Docker with cgroupfs
        "/, /machine.slice/libpod-ID.scope/container, machine.slice/libpod-ID.scope", // crun makes one more below
        "/, /machine.slice/libpod-ID.scope/init.scope/app, machine.slice/libpod-ID.scope", // systemd in a container
        "/, /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope, "
                + "user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope", // rootless
        "/../.., /../../docker/ID, docker/ID", // an agent in a container with a cgroup namespace of its own
        "/lab/host, /lab/host/docker/ID, docker/ID" // a host that is itself in a group
    })
    @DisplayName("are found whatever driver, engine and namespaces there are, up to the container's own")
    void found(String mountRoot, String group, String expected) throws IOException {
        Path folder = group(expected.replace("ID", ID));

        assertThat(find(mountRoot, group.replace("ID", ID))).isEqualTo(new CgroupPlace.Unified(folder));
    }

    @Test
    @DisplayName("are not those of another process that has its number by now")
    void otherProcess() throws IOException {
        group("system.slice/ssh.service");

        assertThat(find("/", "/system.slice/ssh.service")).isNull();
        assertThat(find("/", "/")).isNull();
        assertThat(new CgroupFinder(root, CgroupMounts.of(root)).find(ID, 43)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../../../etc/ID", "/docker/../../../etc/ID", "/./docker/ID", "/other/ID"})
    @DisplayName("are never looked for outside of the hierarchy")
    void outside(String group) throws IOException {
        Files.createDirectories(root.resolve("etc").resolve(ID));
        group("docker/" + ID);

        assertThat(find("/", group.replace("ID", ID))).isNull();
    }

    @Test
    @DisplayName("are never behind a link, which no hierarchy has")
    void link() throws IOException {
        Path secret = Files.createDirectories(root.resolve("secret"));
        Files.createDirectories(root.resolve("sys/fs/cgroup/docker"));
        Files.createSymbolicLink(root.resolve("sys/fs/cgroup/docker").resolve(ID), secret);

        assertThat(find("/", "/docker/" + ID)).isNull();
    }

    @Test
    @DisplayName("are taken by controller on v1 and hybrid hosts, each from where it is mounted")
    void hybrid() throws IOException {
        RecordedTree.write(root.resolve("proc/1/mountinfo"), """
                30 24 0:25 / /sys/fs/cgroup/unified rw shared:8 - cgroup2 cgroup2 rw
                31 24 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
                32 24 0:27 /part /var/other\\040place rw - cgroup cgroup rw,memory
                33 24 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                34 24 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
                """);
        RecordedTree.write(
                root.resolve("proc/42/cgroup"),
                "5:name=systemd:/docker/%1$s\n4:memory:/docker/%1$s\n3:cpu,cpuacct:/docker/%1$s\n0::/init.scope\n"
                        .formatted(ID));
        Path cpu = group("cpu,cpuacct/docker/" + ID);
        Path memory = group("memory/docker/" + ID);

        CgroupPlace place = new CgroupFinder(root, CgroupMounts.of(root)).find(ID, 42);

        assertThat(place)
                .asInstanceOf(type(CgroupPlace.Controllers.class))
                .extracting(CgroupPlace.Controllers::folders, map(String.class, Path.class))
                .containsOnlyKeys("cpu", "cpuacct", "memory")
                .containsEntry("cpuacct", cpu)
                .containsEntry("memory", memory);
    }
}

package dev.longshore.ui;

import dev.longshore.model.HostId;
import dev.longshore.wire.Container;
import dev.longshore.wire.DiskUsage;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Plugin;
import dev.longshore.wire.Port;
import dev.longshore.wire.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A fleet such as people have: twelve hosts, some of them in trouble, an image that drifts, a container that restarts. */
public final class HarbourScene {

    private static final long GB = 1_000_000_000L;

    private final Harbour harbour;
    private final Instant now;
    private final Map<String, HostId> hosts = new LinkedHashMap<>();
    private int containers;

    public HarbourScene(Harbour harbour, Instant now) {
        this.harbour = harbour;
        this.now = now;
    }

    /** Builds it. */
    public HarbourScene build() {
        host("alpha", "env=prod", 100, 34, images("nginx:1", "checkout", "redis", "busybox"), running(7, 0));
        List<Container> beta = running(5, 1);
        beta.add(container("payments-api", 30, "restarting", "Restarting (137) 12 seconds ago", "")
                .setComposeProject("shop")
                .setExitCode(137)
                .setRestartCount(6)
                .build());
        host("beta", "env=prod", 100, 61, images("nginx:1", "payments", "redis", "busybox"), beta);
        host(
                "gamma",
                "env=prod",
                500,
                44,
                images("nginx:2", "payments", "checkout", "redis", "busybox"),
                running(4, 1));
        host(
                "delta",
                "env=prod",
                500,
                63,
                images("nginx:1", "checkout", "redis", "busybox", "ci:2", "none"),
                running(9, 2));
        host("edge-01", "env=edge", 50, 86, images("postgres", "redis", "busybox"), unhealthy());
        host("edge-02", "env=edge", 50, 31, images("busybox"), running(2, 0));
        host("edge-03", "env=edge", 50, 40, images("busybox", "redis"), running(3, 0));
        host("build-1", "env=build", 1000, 52, images("ci:1", "busybox"), running(2, 6));
        host("build-2", "env=build", 1000, 49, images("ci:1"), running(2, 0));
        host("db-1", "env=prod", 2000, 77, images("postgres"), running(2, 0));
        host("db-2", "env=prod", 2000, 74, images("postgres"), running(2, 0));
        host("lab", "", 20, 18, images("nginx:2", "busybox"), running(1, 0));
        HostId beta1 = id("beta");
        harbour.event(
                id("gamma"), "container", "health_status: healthy", hex(3_000_009), "checkout", Duration.ofMinutes(8));
        harbour.event(id("delta"), "image", "pull", "nginx:1.27", "nginx:1.27", Duration.ofMinutes(3));
        harbour.event(beta1, "container", "die", hex(3_000_030), "payments-api", Duration.ofMinutes(2));
        harbour.event(beta1, "container", "start", hex(3_000_030), "payments-api", Duration.ofSeconds(80));
        harbour.event(beta1, "container", "oom", hex(3_000_030), "payments-api", Duration.ofSeconds(41));
        harbour.disconnect(id("edge-03"), "no answer to pings for 20 s");
        return this;
    }

    public HostId id(String name) {
        HostId id = hosts.get(name);
        if (id == null) {
            throw new IllegalArgumentException(name);
        }
        return id;
    }

    /** Adds hosts until there are so many. */
    public void grow(int count) {
        for (int number = hosts.size() + 1; number <= count; number++) {
            host(
                    "node-%04d".formatted(number),
                    "env=many",
                    100,
                    number % 70,
                    images("busybox", "redis"),
                    running(1, 0));
        }
    }

    private void host(
            String name, String labels, int diskGb, int usedPercent, List<Image> images, List<Container> with) {
        HostId id = harbour.enrol(name, labels);
        hosts.put(name, id);
        boolean hung = name.equals("build-2");
        harbour.connect(
                id, name.equals("db-1") ? Duration.ofSeconds(-94) : Duration.ofMillis(12), EngineState.State.UP);
        harbour.snapshot(id, facts(name, diskGb * GB, usedPercent), images, with);
        if (hung) {
            harbour.connect(id, Duration.ZERO, EngineState.State.HUNG);
        }
    }

    private HostFacts facts(String name, long diskBytes, int usedPercent) {
        boolean podman = name.equals("lab");
        boolean containerd = name.equals("gamma") || name.equals("delta");
        long used = diskBytes * usedPercent / 100;
        return HostFacts.newBuilder()
                .setEngine(podman ? "podman" : "docker")
                .setEngineId("7f3c1d52-6f0e-4f7a-9d43-0c1be2a5f0aa")
                .setEngineName(name)
                .setServerVersion(podman ? "5.4.2" : containerd ? "28.5.2" : "26.1.5")
                .setApiVersion(podman ? "1.41" : containerd ? "1.51" : "1.45")
                .setMinApiVersion("1.24")
                .setNegotiatedApiVersion(podman ? "1.41" : "1.45")
                .setStorageDriver(podman ? "overlay" : containerd ? "overlayfs" : "overlay2")
                .addStorageStatus(Pair.newBuilder().setKey("Backing Filesystem").setValue("extfs"))
                .addStorageStatus(Pair.newBuilder().setKey("Supports d_type").setValue("true"))
                .addStorageStatus(
                        Pair.newBuilder().setKey("Native Overlay Diff").setValue("true"))
                .setContainerdStore(containerd)
                .setLoggingDriver("json-file")
                .setCgroupDriver("systemd")
                .setCgroupVersion("2")
                .addPlugins(Plugin.newBuilder().setKind("Volume").setName("local"))
                .addPlugins(Plugin.newBuilder().setKind("Network").setName("bridge"))
                .addPlugins(Plugin.newBuilder().setKind("Network").setName("host"))
                .addPlugins(Plugin.newBuilder().setKind("Network").setName("macvlan"))
                .addPlugins(Plugin.newBuilder().setKind("Log").setName("journald"))
                .addPlugins(Plugin.newBuilder().setKind("Log").setName("json-file"))
                .setSwarmState("inactive")
                .setDefaultRuntime("runc")
                .addRuntimes(Runtime.newBuilder()
                        .setName("runc")
                        .setPath("/usr/bin/runc")
                        .setVersion("1.1.15")
                        .setOciVersion("1.0.0 to 1.2.0")
                        .addFeatures("cgroup v2")
                        .addFeatures("seccomp")
                        .addFeatures("apparmor")
                        .addFeatures("idmap mounts"))
                .addRuntimes(Runtime.newBuilder()
                        .setName("crun")
                        .setPath("/usr/bin/crun")
                        .addArgs("--cgroup-manager=systemd")
                        .setVersion("1.21")
                        .setOciVersion("1.0.0 to 1.2.0")
                        .addFeatures("cgroup v2")
                        .addFeatures("seccomp")
                        .addFeatures("wasm"))
                .addRuntimes(Runtime.newBuilder()
                        .setName("kata")
                        .setPath("/opt/kata/bin/containerd-shim-kata-v2")
                        .setProblem("the binary does not exist"))
                .setContainerdVersion("1.7.24")
                .setRuncVersion("1.1.15")
                .setInitVersion("0.19.0")
                .setInitBinary("docker-init")
                .addSecurityOptions("name=apparmor")
                .addSecurityOptions("name=seccomp,profile=builtin")
                .addSecurityOptions("name=cgroupns")
                .setKernel("6.12.48+deb13-amd64")
                .setOs("Debian GNU/Linux 13 (trixie)")
                .setOperatingSystemVersion("13")
                .setOsType("linux")
                .setArchitecture("x86_64")
                .setCpus(8)
                .setMemoryBytes(16L << 30)
                .setRootDir("/var/lib/docker")
                .setIndexServer("https://index.docker.io/v1/")
                .addRegistryMirrors("https://mirror.example.com/")
                .addInsecureRegistries("127.0.0.0/8")
                .setLiveRestore(true)
                .addAllWarnings(name.equals("beta") ? List.of("WARNING: No swap limit support") : List.of())
                .addLabels("rack=b4")
                .setGitCommit("411e817")
                .setGoVersion("go1.24.4")
                .setBuildTime("2025-08-12T19:02:11Z")
                .setDiskTotalBytes(diskBytes)
                .setDiskFreeBytes(diskBytes - used)
                .setDiskUsage(DiskUsage.newBuilder()
                        .setTakenMs(now.toEpochMilli() - 40_000)
                        .setImages(6)
                        .setImagesBytes(used / 2)
                        .setImagesReclaimableBytes(used / 7)
                        .setContainers(9)
                        .setContainersBytes(310_000_000)
                        .setVolumes(4)
                        .setVolumesBytes(used / 5)
                        .setBuildCache(12)
                        .setBuildCacheBytes(used / 20))
                .build();
    }

    private List<Image> images(String... names) {
        List<Image> images = new ArrayList<>();
        for (String name : names) {
            images.add(
                    switch (name) {
                        case "nginx:1" -> image(10, 192, 3, "docker.io/library/nginx:1.27");
                        case "nginx:2" -> image(11, 188, 30, "docker.io/library/nginx:1.27");
                        case "payments" -> image(12, 318, 2, "docker.io/shop/payments-api:2.14.3");
                        case "checkout" -> image(13, 301, 5, "docker.io/shop/checkout:2.14.1");
                        case "postgres" -> image(14, 431, 60, "docker.io/library/postgres:16.4");
                        case "redis" -> image(15, 116, 90, "docker.io/library/redis:7.2");
                        case "ci:1" -> image(16, 1200, 1, "registry.local/tools/ci:main");
                        case "ci:2" -> image(17, 1190, 9, "registry.local/tools/ci:main");
                        case "none" -> image(18, 87, 12);
                        default -> image(19, 4, 400, "docker.io/library/busybox:1.35");
                    });
        }
        return images;
    }

    private Image image(int content, int megabytes, int daysOld, String... tags) {
        return Image.newBuilder()
                .setId("sha256:" + hex(content * 7_919_113L + 0xabcdef1234L))
                .setConfigDigest("sha256:" + hex(content * 7_919_113L + 0xabcdef1234L))
                .addAllTags(List.of(tags))
                .addDiffIds("sha256:" + hex(1))
                .addDiffIds("sha256:" + hex(1_000_000 + content))
                .setSizeBytes(megabytes * 1_000_000L)
                .setSharedBytes(megabytes * 400_000L)
                .setCreatedMs(now.minus(Duration.ofDays(daysOld)).toEpochMilli())
                .setOs("linux")
                .setArchitecture("amd64")
                .build();
    }

    private List<Container> running(int running, int exited) {
        String[] names = {"nginx", "checkout", "search", "redis", "exporter", "mailer", "worker", "cron", "gateway"};
        List<Container> list = new ArrayList<>();
        for (int number = 0; number < running; number++) {
            list.add(container(names[number % names.length], ++containers + 100, "running", "Up 3 days", "")
                    .addPorts(Port.newBuilder()
                            .setIp("0.0.0.0")
                            .setPrivatePort(80)
                            .setPublicPort(8080)
                            .setProtocol("tcp"))
                    .build());
        }
        for (int number = 0; number < exited; number++) {
            list.add(container("job-" + number, ++containers + 100, "exited", "Exited (0) 2 hours ago", "")
                    .build());
        }
        return list;
    }

    private List<Container> unhealthy() {
        List<Container> list = running(3, 0);
        list.add(container("postgres", ++containers + 100, "running", "Up 2 hours (unhealthy)", "unhealthy")
                .setComposeProject("db")
                .build());
        return list;
    }

    private Container.Builder container(String name, int number, String state, String status, String health) {
        return Container.newBuilder()
                .setId(hex(3_000_000 + number))
                .setName(name)
                .setImageId("sha256:" + hex(19 * 7_919_113L + 0xabcdef1234L))
                .setImage("busybox:1.35")
                .setState(state)
                .setStatus(status)
                .setHealth(health)
                .setRuntime("runc")
                .setCreatedMs(now.minus(Duration.ofDays(3)).toEpochMilli());
    }

    static String hex(long number) {
        // spread over all digits, as real digests are
        String digits = Long.toHexString(number * 0x9E3779B97F4A7C15L);
        return (digits + "%064x".formatted(number)).substring(0, 64);
    }
}

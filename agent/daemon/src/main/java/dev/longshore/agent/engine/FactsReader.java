package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.longshore.agent.DaemonSettings;
import dev.longshore.agent.engine.EngineApi.Dialect;
import dev.longshore.agent.host.DiskSpace;
import dev.longshore.agent.host.RuntimeProbe;
import dev.longshore.model.SafeText;
import dev.longshore.wire.DiskUsage;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Plugin;
import dev.longshore.wire.Runtime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the host's facts from {@code /info} and {@code /version}, and from the machine itself. */
final class FactsReader {

    private static final int TEXT = 200;
    private static final int MAX_RUNTIMES = 24;
    /** So much of the disk has to come or go before it is news. */
    private static final int DISK_STEPS = 200;

    private final RuntimeProbe runtimes;
    private final DiskSpace disk;
    private final DaemonSettings settings;

    FactsReader(RuntimeProbe runtimes, DiskSpace disk, DaemonSettings settings) {
        this.runtimes = runtimes;
        this.disk = disk;
        this.settings = settings;
    }

    /** Reads both documents into facts; asks runtimes it has not asked yet. */
    HostFacts read(JsonNode info, Dialect dialect, DiskUsage usage) throws InterruptedException {
        JsonNode version = dialect.versionDocument();
        HostFacts.Builder facts = HostFacts.newBuilder()
                .setEngine(dialect.podman() ? "podman" : "docker")
                .setEngineId(dialect.podman() ? "" : text(info, "ID")) // Podman invents a new one for each answer
                .setEngineName(text(info, "Name"))
                .setServerVersion(text(version, "Version"))
                .setApiVersion(text(version, "ApiVersion"))
                .setMinApiVersion(text(version, "MinAPIVersion"))
                .setNegotiatedApiVersion(dialect.version().toString())
                .setGitCommit(text(version, "GitCommit"))
                .setGoVersion(text(version, "GoVersion"))
                .setBuildTime(text(version, "BuildTime"))
                .setDaemonConfigAllowed(!dialect.podman() && settings.allowed())
                .setDaemonConfigFile(dialect.podman() ? "" : settings.file().toString())
                .setDiskUsage(usage);
        engine(facts, info);
        machine(facts, info);
        network(facts, info);
        versions(facts, info, version);
        runtimes(facts, info);
        DiskSpace.Reading space = disk.of(facts.getRootDir());
        return facts.setDiskTotalBytes(space.totalBytes())
                .setDiskFreeBytes(space.freeBytes())
                .build();
    }

    private static void engine(HostFacts.Builder facts, JsonNode info) {
        facts.setStorageDriver(text(info, "Driver"))
                .setLoggingDriver(text(info, "LoggingDriver"))
                .setCgroupDriver(text(info, "CgroupDriver"))
                .setCgroupVersion(text(info, "CgroupVersion"))
                .setSwarmState(text(info.path("Swarm"), "LocalNodeState"))
                .setSwarmNodeId(text(info.path("Swarm"), "NodeID"))
                .setRootDir(text(info, "DockerRootDir"))
                .setLiveRestore(info.path("LiveRestoreEnabled").asBoolean(false))
                .setExperimental(info.path("ExperimentalBuild").asBoolean(false))
                .setDebug(info.path("Debug").asBoolean(false))
                .setIsolation(text(info, "Isolation"))
                .setGoroutines(info.path("NGoroutines").asInt(0))
                .addAllSecurityOptions(EngineTexts.lines(info.path("SecurityOptions"), 32, TEXT))
                .addAllWarnings(EngineTexts.lines(info.path("Warnings"), 32, 300))
                .addAllLabels(EngineTexts.lines(info.path("Labels"), EngineTexts.MAX_LABELS, TEXT));
        facts.setRootless(rootless(info));
        for (JsonNode entry : info.path("DriverStatus")) {
            if (facts.getStorageStatusCount() < 32) {
                facts.addStorageStatus(pair(text(entry.path(0)), text(entry.path(1))));
            }
        }
        facts.setContainerdStore(containerdStore(info));
        for (String kind : List.of("Volume", "Network", "Log", "Authorization")) {
            EngineTexts.lines(info.path("Plugins").path(kind), 40, 100)
                    .forEach(name ->
                            facts.addPlugins(Plugin.newBuilder().setKind(kind).setName(name)));
        }
    }

    /** Whether the engine runs without root. */
    static boolean rootless(JsonNode info) {
        boolean rootless = info.path("Rootless").asBoolean(false);
        for (JsonNode option : info.path("SecurityOptions")) {
            rootless |= option.asText("").equals("name=rootless");
        }
        return rootless;
    }

    /** Whether images lie in containerd's store, where an id is a manifest's digest. */
    static boolean containerdStore(JsonNode info) {
        for (JsonNode entry : info.path("DriverStatus")) {
            if (entry.path(1).asText("").startsWith("io.containerd.snapshotter")) {
                return true;
            }
        }
        return false;
    }

    private static void machine(HostFacts.Builder facts, JsonNode info) {
        facts.setKernel(text(info, "KernelVersion"))
                .setOs(text(info, "OperatingSystem"))
                .setOsType(text(info, "OSType"))
                .setOperatingSystemVersion(text(info, "OSVersion"))
                .setArchitecture(text(info, "Architecture"))
                .setCpus(info.path("NCPU").asInt(0))
                .setMemoryBytes(info.path("MemTotal").asLong(0));
    }

    private static void network(HostFacts.Builder facts, JsonNode info) {
        JsonNode registries = info.path("RegistryConfig");
        facts.setIndexServer(text(info, "IndexServerAddress"))
                .setHttpProxy(Redaction.url(text(info, "HttpProxy")))
                .setHttpsProxy(Redaction.url(text(info, "HttpsProxy")))
                .setNoProxy(text(info, "NoProxy"));
        EngineTexts.lines(registries.path("Mirrors"), 32, TEXT)
                .forEach(mirror -> facts.addRegistryMirrors(Redaction.url(mirror)));
        List<String> insecure = new ArrayList<>(EngineTexts.lines(registries.path("InsecureRegistryCIDRs"), 32, 50));
        for (Map.Entry<String, JsonNode> index : registries.path("IndexConfigs").properties()) {
            if (!index.getValue().path("Secure").asBoolean(true) && insecure.size() < 64) {
                insecure.add(SafeText.line(index.getKey(), TEXT));
            }
        }
        facts.addAllInsecureRegistries(insecure);
        for (JsonNode pool : info.path("DefaultAddressPools")) {
            if (facts.getAddressPoolsCount() < 32) {
                facts.addAddressPools(
                        text(pool, "Base") + " /" + pool.path("Size").asInt(0));
            }
        }
    }

    private static void versions(HostFacts.Builder facts, JsonNode info, JsonNode version) {
        for (JsonNode component : version.path("Components")) {
            String name = component.path("Name").asText("").toLowerCase(Locale.ROOT);
            String told = text(component, "Version");
            if (name.equals("containerd")) {
                facts.setContainerdVersion(told);
            } else if (name.equals("runc")) {
                facts.setRuncVersion(told);
            } else if (name.endsWith("-init")) {
                facts.setInitVersion(told);
            }
        }
        if (facts.getContainerdVersion().isEmpty()) {
            facts.setContainerdVersion(text(info.path("ContainerdCommit"), "ID"));
        }
        facts.setInitBinary(text(info, "InitBinary")).setDefaultRuntime(text(info, "DefaultRuntime"));
    }

    private void runtimes(HostFacts.Builder facts, JsonNode info) throws InterruptedException {
        for (Map.Entry<String, JsonNode> entry : info.path("Runtimes").properties()) {
            if (facts.getRuntimesCount() == MAX_RUNTIMES) {
                return;
            }
            JsonNode runtime = entry.getValue();
            // a runtime of containerd is named by its type; its path is the shim's business
            String path = text(runtime, "path").isEmpty() ? text(runtime, "runtimeType") : text(runtime, "path");
            Runtime.Builder asked = runtimes.ask(path).toBuilder();
            // newer engines have asked already
            JsonNode told = runtime.path("status").path("org.opencontainers.runtime-spec.features");
            if (asked.getFeaturesCount() == 0 && told.isTextual()) {
                RuntimeProbe.features(asked, told.textValue());
            }
            facts.addRuntimes(asked.setName(SafeText.line(entry.getKey(), 100))
                    .setPath(path)
                    .addAllArgs(EngineTexts.lines(runtime.path("runtimeArgs"), 16, TEXT)));
        }
    }

    /** Whether the facts differ in more than what breathes all the time: goroutines, and a little free disk. */
    static boolean differ(HostFacts known, HostFacts fresh) {
        long step = Math.max(1, fresh.getDiskTotalBytes() / DISK_STEPS);
        boolean sameDisk = Math.abs(known.getDiskFreeBytes() - fresh.getDiskFreeBytes()) < step;
        HostFacts.Builder same = fresh.toBuilder().setGoroutines(known.getGoroutines());
        if (sameDisk) {
            same.setDiskFreeBytes(known.getDiskFreeBytes());
        }
        return !same.build().equals(known);
    }

    private static Pair pair(String key, String value) {
        return Pair.newBuilder().setKey(key).setValue(value).build();
    }

    private static String text(JsonNode node, String field) {
        return text(node.path(field));
    }

    private static String text(JsonNode node) {
        return EngineTexts.line(node, TEXT);
    }

    /** The document for people who want all of it, without credentials; empty if it is larger than {@code maxBytes}. */
    static ByteString raw(JsonNode document, int maxBytes) throws IOException {
        byte[] bytes = EngineClient.JSON.writeValueAsBytes(Redaction.of(document));
        return bytes.length <= maxBytes ? ByteString.copyFrom(bytes) : ByteString.EMPTY;
    }
}

package dev.longshore.inventory;

import dev.longshore.wire.Plugin;
import dev.longshore.wire.Runtime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what an agent says of its host. */
final class WireFacts {

    private WireFacts() {}

    static HostFacts read(dev.longshore.wire.HostFacts wire) {
        return new HostFacts(
                engine(wire),
                new HostFacts.Machine(
                        WireText.text(wire.getKernel()),
                        WireText.text(wire.getOs()),
                        WireText.text(wire.getOperatingSystemVersion()),
                        WireText.text(wire.getOsType()),
                        WireText.text(wire.getArchitecture()),
                        Math.max(0, wire.getCpus()),
                        WireText.notNegative(wire.getMemoryBytes())),
                new HostFacts.Storage(
                        WireText.text(wire.getStorageDriver()),
                        wire.getContainerdStore(),
                        WireText.pairs(wire.getStorageStatusList()),
                        WireText.notNegative(wire.getDiskTotalBytes()),
                        WireText.notNegative(wire.getDiskFreeBytes())),
                wire.getRuntimesList().stream()
                        .limit(Caps.LIST)
                        .map(WireFacts::runtime)
                        .toList(),
                WireText.text(wire.getDefaultRuntime()),
                plugins(wire.getPluginsList()),
                new HostFacts.Security(WireText.texts(wire.getSecurityOptionsList())),
                new HostFacts.Registries(
                        WireText.text(wire.getIndexServer()),
                        WireText.texts(wire.getRegistryMirrorsList()),
                        WireText.texts(wire.getInsecureRegistriesList()),
                        WireText.text(wire.getHttpProxy()),
                        WireText.text(wire.getHttpsProxy()),
                        WireText.text(wire.getNoProxy()),
                        WireText.texts(wire.getAddressPoolsList()),
                        wire.getDaemonConfigAllowed(),
                        WireText.text(wire.getDaemonConfigFile())),
                new HostFacts.Swarm(WireText.text(wire.getSwarmState()), WireText.text(wire.getSwarmNodeId())),
                diskUsage(wire),
                WireText.texts(wire.getWarningsList()),
                WireText.texts(wire.getLabelsList()));
    }

    private static HostFacts.Engine engine(dev.longshore.wire.HostFacts wire) {
        return new HostFacts.Engine(
                WireText.text(wire.getEngine()),
                WireText.text(wire.getEngineId()),
                WireText.text(wire.getEngineName()),
                WireText.text(wire.getServerVersion()),
                WireText.text(wire.getApiVersion()),
                WireText.text(wire.getMinApiVersion()),
                WireText.text(wire.getNegotiatedApiVersion()),
                WireText.text(wire.getGitCommit()),
                WireText.text(wire.getGoVersion()),
                WireText.text(wire.getBuildTime()),
                wire.getExperimental(),
                wire.getDebug(),
                wire.getLiveRestore(),
                wire.getRootless(),
                WireText.text(wire.getContainerdVersion()),
                WireText.text(wire.getRuncVersion()),
                WireText.text(wire.getInitVersion()),
                WireText.text(wire.getInitBinary()),
                WireText.text(wire.getLoggingDriver()),
                WireText.text(wire.getCgroupDriver()),
                WireText.text(wire.getCgroupVersion()),
                WireText.text(wire.getRootDir()),
                WireText.text(wire.getIsolation()));
    }

    private static HostFacts.OciRuntime runtime(Runtime wire) {
        return new HostFacts.OciRuntime(
                WireText.text(wire.getName()),
                WireText.text(wire.getPath()),
                WireText.texts(wire.getArgsList()),
                WireText.text(wire.getVersion()),
                WireText.text(wire.getOciVersion()),
                WireText.texts(wire.getFeaturesList()),
                WireText.text(wire.getProblem()));
    }

    private static Map<String, List<String>> plugins(List<Plugin> wire) {
        Map<String, List<String>> kinds = new TreeMap<>();
        for (Plugin plugin : wire.subList(0, Math.min(wire.size(), Caps.LIST))) {
            kinds.computeIfAbsent(WireText.text(plugin.getKind()), _ -> new ArrayList<>())
                    .add(WireText.text(plugin.getName()));
        }
        kinds.replaceAll((_, names) -> List.copyOf(names));
        return kinds;
    }

    private static HostFacts.@Nullable DiskUsage diskUsage(dev.longshore.wire.HostFacts wire) {
        if (!wire.hasDiskUsage()) {
            return null;
        }
        dev.longshore.wire.DiskUsage usage = wire.getDiskUsage();
        return new HostFacts.DiskUsage(
                WireText.time(usage.getTakenMs()),
                usage.getImages(),
                WireText.notNegative(usage.getImagesBytes()),
                WireText.notNegative(usage.getImagesReclaimableBytes()),
                usage.getContainers(),
                WireText.notNegative(usage.getContainersBytes()),
                usage.getVolumes(),
                WireText.notNegative(usage.getVolumesBytes()),
                usage.getBuildCache(),
                WireText.notNegative(usage.getBuildCacheBytes()));
    }
}

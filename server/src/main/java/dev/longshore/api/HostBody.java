package dev.longshore.api;

import dev.longshore.inventory.ContainerCounts;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host.
 *
 * @param state online, engine_down, engine_hung, offline, pending or quarantined
 * @param dataAt when images and containers were last known to be right
 * @param facts as last reported; null if never
 */
record HostBody(
        String id,
        String name,
        Map<String, String> labels,
        String state,
        Instant stateSince,
        String reason,
        @Nullable Instant lastSeen,
        @Nullable Instant dataAt,
        String agentVersion,
        long clockSkewMillis,
        Containers containers,
        int images,
        List<String> policyDenies,
        String policyFile,
        @Nullable Facts facts) {

    /** Containers by state; exited counts dead ones too, unhealthy and outdated are parts of running. */
    record Containers(
            int total, int running, int paused, int restarting, int created, int exited, int unhealthy, int outdated) {

        static Containers of(ContainerCounts counts) {
            return new Containers(
                    counts.total(),
                    counts.running(),
                    counts.paused(),
                    counts.restarting(),
                    counts.created(),
                    counts.exited(),
                    counts.unhealthy(),
                    counts.outdated());
        }
    }

    /** What the engine says of itself. */
    record Facts(
            HostFacts.Engine engine,
            HostFacts.Machine machine,
            Storage storage,
            List<HostFacts.OciRuntime> runtimes,
            String defaultRuntime,
            Map<String, List<String>> plugins,
            List<String> securityOptions,
            HostFacts.Registries registries,
            HostFacts.Swarm swarm,
            HostFacts.@Nullable DiskUsage diskUsage,
            List<String> warnings,
            List<String> labels) {

        static Facts of(HostFacts facts) {
            return new Facts(
                    facts.engine(),
                    facts.machine(),
                    Storage.of(facts.storage()),
                    facts.runtimes(),
                    facts.defaultRuntime(),
                    facts.plugins(),
                    facts.security().options(),
                    facts.registries(),
                    facts.swarm(),
                    facts.diskUsage(),
                    facts.warnings(),
                    facts.labels());
        }
    }

    /** Where images lie; the status is the driver's own words. */
    record Storage(String driver, boolean containerd, List<Detail> status, long diskTotalBytes, long diskFreeBytes) {

        static Storage of(HostFacts.Storage storage) {
            return new Storage(
                    storage.driver(),
                    storage.containerd(),
                    storage.status().stream()
                            .map(each -> new Detail(each.getKey(), each.getValue()))
                            .toList(),
                    storage.diskTotalBytes(),
                    storage.diskFreeBytes());
        }
    }

    /** A name and what it has. */
    record Detail(String name, String value) {}

    static HostBody of(HostView host) {
        return new HostBody(
                host.id().value(),
                host.name(),
                host.labels(),
                Words.of(host.state()),
                host.stateSince(),
                host.reason(),
                host.lastSeen(),
                host.dataAt(),
                host.agentVersion(),
                host.clockSkew().toMillis(),
                Containers.of(host.containers()),
                host.images(),
                host.policyDenies().stream().sorted().toList(),
                Words.of(host.policyFile()),
                host.facts() == null ? null : Facts.of(host.facts()));
    }
}

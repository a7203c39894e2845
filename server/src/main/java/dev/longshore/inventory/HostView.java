package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One host as it is known now.
 *
 * @param stateSince when the state began
 * @param reason why it is not online, or empty
 * @param lastSeen when the agent was last heard of; null if never
 * @param dataAt when images and containers were last known to be right; null if never
 * @param clockSkew the agent's clock minus the server's
 * @param facts as last reported, also while offline; null if never
 * @param policyDenies operation types that the host's owner forbids
 * @param policyFile what the agent found of the owner's policy as it connected
 */
public record HostView(
        HostId id,
        String name,
        Map<String, String> labels,
        HostState state,
        Instant stateSince,
        String reason,
        @Nullable Instant lastSeen,
        @Nullable Instant dataAt,
        String agentVersion,
        Duration clockSkew,
        @Nullable HostFacts facts,
        ContainerCounts containers,
        int images,
        Set<String> policyDenies,
        PolicyFile policyFile) {

    public HostView {
        labels = Map.copyOf(labels);
        policyDenies = Set.copyOf(policyDenies);
    }
}

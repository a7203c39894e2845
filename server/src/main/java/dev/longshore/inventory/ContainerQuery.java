package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.Set;

/**
 * Which containers to list, by name.
 *
 * @param hosts only these; empty for all
 * @param text part of a name, image, id or project, any case
 * @param states only these, states or {@code unhealthy}; empty for all
 * @param page from 0
 * @param size 1 to 1000
 */
public record ContainerQuery(Set<HostId> hosts, String text, Set<String> states, int page, int size) {

    public ContainerQuery {
        hosts = Set.copyOf(hosts);
        states = Set.copyOf(states);
    }
}

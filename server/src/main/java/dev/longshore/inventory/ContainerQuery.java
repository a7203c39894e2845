package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.Set;

/**
 * Which containers to list.
 *
 * @param hosts only these; empty for all
 * @param text part of a name, image, id or project, any case
 * @param states only these, states or {@code unhealthy}; empty for all
 * @param outdated only those whose reference names another image by now
 * @param sort those alike in it come by name, whichever way it goes
 * @param page from 0
 * @param size 1 to 1000
 */
public record ContainerQuery(
        Set<HostId> hosts,
        String text,
        Set<String> states,
        boolean outdated,
        Sort sort,
        boolean descending,
        int page,
        int size) {

    /** What to sort by; since when a container is in its state, and when it was created, newest first. */
    public enum Sort {
        NAME,
        HOST,
        STATE,
        IMAGE,
        SINCE,
        CREATED
    }

    public ContainerQuery {
        hosts = Set.copyOf(hosts);
        states = Set.copyOf(states);
    }

    /** By name. */
    public ContainerQuery(Set<HostId> hosts, String text, Set<String> states, int page, int size) {
        this(hosts, text, states, false, Sort.NAME, false, page, size);
    }
}

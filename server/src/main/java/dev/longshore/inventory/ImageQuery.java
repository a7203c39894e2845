package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.Set;

/**
 * What to list of the matrix.
 *
 * @param hosts only these; empty for all
 * @param text part of a reference, id, digest or label, any case; empty for all
 * @param drift only rows with drift
 * @param updates only rows of which the registry has another digest than a host that pulled it
 * @param page from 0
 * @param size 1 to 1000
 */
public record ImageQuery(
        Set<HostId> hosts,
        String text,
        boolean drift,
        boolean dangling,
        boolean unused,
        boolean updates,
        Sort sort,
        boolean descending,
        int page,
        int size) {

    public ImageQuery {
        hosts = Set.copyOf(hosts);
    }

    /** Whether or not a registry has another digest. */
    public ImageQuery(
            Set<HostId> hosts,
            String text,
            boolean drift,
            boolean dangling,
            boolean unused,
            Sort sort,
            boolean descending,
            int page,
            int size) {
        this(hosts, text, drift, dangling, unused, false, sort, descending, page, size);
    }

    /** Everything, by reference. */
    public static ImageQuery all() {
        return new ImageQuery(Set.of(), "", false, false, false, Sort.REFERENCE, false, 0, 1000);
    }

    /** What to sort by; the reference breaks ties. */
    public enum Sort {
        REFERENCE,
        SIZE,
        CREATED,
        HOSTS,
        CONTAINERS
    }
}

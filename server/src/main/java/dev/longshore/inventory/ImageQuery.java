package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.Set;

/**
 * What to list of the matrix.
 *
 * @param hosts only these; empty for all
 * @param text part of a reference, id, digest or label, any case; empty for all
 * @param drift only rows with drift
 * @param page from 0
 * @param size 1 to 1000
 */
public record ImageQuery(
        Set<HostId> hosts,
        String text,
        boolean drift,
        boolean dangling,
        boolean unused,
        Sort sort,
        boolean descending,
        int page,
        int size) {

    public ImageQuery {
        hosts = Set.copyOf(hosts);
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

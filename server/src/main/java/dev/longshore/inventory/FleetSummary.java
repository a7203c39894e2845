package dev.longshore.inventory;

/**
 * The fleet in a few numbers.
 *
 * @param containers of the hosts that are online: nobody knows what has become of the others'
 * @param references different image references
 * @param driftingReferences references with drift
 * @param imagesBytes disk used by images, where hosts told it, shared layers of one host once; -1 before any did
 * @param imagesReclaimableBytes of them, what no container uses; -1 as above
 */
public record FleetSummary(
        int hosts,
        int hostsOnline,
        ContainerCounts containers,
        int references,
        int driftingReferences,
        long imagesBytes,
        long imagesReclaimableBytes) {}

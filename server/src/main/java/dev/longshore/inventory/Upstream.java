package dev.longshore.inventory;

import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.Set;

/**
 * What a registry said of a tag that hosts hold.
 *
 * @param digest of the manifest or index that the tag named there
 * @param checkedAt when it was asked last
 * @param since when it was first seen to name this
 * @param behind hosts that pulled the tag from there and hold another digest of it; a host that got the image by other ways
 *     has none to compare, and is not in it
 */
public record Upstream(Digest digest, Instant checkedAt, Instant since, Set<HostId> behind) {

    public Upstream {
        behind = Set.copyOf(behind);
    }

    /** Whether any host could be brought up to date. */
    public boolean newer() {
        return !behind.isEmpty();
    }
}

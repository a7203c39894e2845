package dev.longshore.access;

import dev.longshore.model.HostId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A role over hosts.
 *
 * @param hosts the hosts it covers, or null for all of them, also later ones
 */
public record Grant(Role role, @Nullable Set<HostId> hosts) {

    public Grant {
        hosts = hosts == null ? null : Set.copyOf(hosts);
    }

    /** The role over every host. */
    public static Grant everywhere(Role role) {
        return new Grant(role, null);
    }

    boolean covers(HostId host) {
        return hosts == null || hosts.contains(host);
    }
}

package dev.longshore.ui.live;

import dev.longshore.model.HostId;
import org.jspecify.annotations.Nullable;

/**
 * What a part of the page wants to hear of.
 *
 * @param allHosts every host
 * @param host this host, or null
 * @param operations operations
 */
public record Interest(boolean allHosts, @Nullable HostId host, boolean operations) {

    /** All hosts and their events. */
    public static Interest fleet() {
        return new Interest(true, null, false);
    }

    /** One host and its events. */
    public static Interest host(HostId host) {
        return new Interest(false, host, false);
    }

    /** All operations. */
    public static Interest ofOperations() {
        return new Interest(false, null, true);
    }

    /** Operations too. */
    public Interest andOperations() {
        return new Interest(allHosts, host, true);
    }

    boolean covers(HostId changed) {
        return allHosts || changed.equals(host);
    }
}

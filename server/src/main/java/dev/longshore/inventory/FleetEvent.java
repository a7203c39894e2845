package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened on a host: an engine event, or {@code type} {@code host} for connected, disconnected, engine
 * up, down and hung.
 *
 * @param sequence grows by one over the installation, since the server started
 */
public record FleetEvent(
        long sequence,
        HostId host,
        String hostName,
        Instant at,
        String type,
        String action,
        String id,
        String name,
        Map<String, String> attributes) {

    public FleetEvent {
        attributes = Map.copyOf(attributes);
    }
}

package dev.longshore.inventory;

import dev.longshore.model.HostId;

/** Told of changes to what the actor who subscribed may see. Calls are quick hints: read the fleet again when ready. */
public interface FleetListener {

    /** Something of this host changed: its state, facts, images or containers. */
    void changed(HostId host);

    /** An event happened. */
    void event(FleetEvent event);
}

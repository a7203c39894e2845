package dev.longshore.ui.live;

import dev.longshore.inventory.FleetEvent;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed since the last time, once each: read the fleet again for the hosts; operations are as of now.
 *
 * @param events in the order in which they happened; of a flood only the last ones
 */
public record Changes(Set<HostId> hosts, List<FleetEvent> events, Map<OperationId, Operation> operations) {

    private static final int MOST_EVENTS = 100;

    /** Nothing yet. */
    public static Changes none() {
        return new Changes(new LinkedHashSet<>(), new ArrayList<>(), new LinkedHashMap<>());
    }

    void add(FleetEvent event) {
        if (events.size() >= MOST_EVENTS) {
            events.removeFirst();
        }
        events.add(event);
    }

    /** The part that the interest covers. */
    public Changes of(Interest interest) {
        Changes part = none();
        hosts.stream().filter(interest::covers).forEach(part.hosts::add);
        events.stream().filter(event -> interest.covers(event.host())).forEach(part.events::add);
        if (interest.operations()) {
            part.operations.putAll(operations);
        }
        return part;
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return hosts.isEmpty() && events.isEmpty() && operations.isEmpty();
    }
}

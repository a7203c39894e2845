package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The latest events of the fleet, and their numbers. */
final class EventRing {

    private static final int SIZE = 2_000;

    private final Deque<FleetEvent> events = new ArrayDeque<>();
    private long lastSequence;

    synchronized FleetEvent add(
            HostId host,
            String hostName,
            Instant at,
            String type,
            String action,
            String id,
            String name,
            Map<String, String> attributes) {
        FleetEvent event = new FleetEvent(++lastSequence, host, hostName, at, type, action, id, name, attributes);
        events.addLast(event);
        if (events.size() > SIZE) {
            events.removeFirst();
        }
        return event;
    }

    /** The number of the oldest event that is still here, or that the first will get. */
    synchronized long first() {
        FleetEvent oldest = events.peekFirst();
        return oldest == null ? 1 : oldest.sequence();
    }

    /** The newest first. */
    synchronized List<FleetEvent> latest(int most, Predicate<FleetEvent> wanted) {
        List<FleetEvent> found = new ArrayList<>();
        Iterator<FleetEvent> newestFirst = events.descendingIterator();
        while (newestFirst.hasNext() && found.size() < most) {
            FleetEvent event = newestFirst.next();
            if (wanted.test(event)) {
                found.add(event);
            }
        }
        return found;
    }
}

package dev.longshore.agent.engine;

import dev.longshore.wire.Container;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Containers that the list still shows otherwise than an event told. Docker tells of an end before its list shows it, and
 * under load long before; since no further event follows, such a container is looked at again until both agree.
 */
final class Laggards {

    /** Listings after which the list is believed: a start can fail without another event. */
    private static final int MOST_ROUNDS = 5;

    private final Map<String, Boolean> up = new HashMap<>();
    private int rounds;

    /** Events told of these containers: whether they run. */
    void told(Map<String, Boolean> runs) {
        if (!runs.isEmpty()) {
            up.putAll(runs);
            rounds = 0;
        }
    }

    /** Whether the list has to be read again soon. */
    boolean any() {
        return !up.isEmpty();
    }

    /** The list was read. */
    void listed(List<Container> containers) {
        Map<String, Boolean> lagging = new HashMap<>();
        for (Container container : containers) {
            Boolean told = up.get(container.getId());
            if (told != null && contradicts(container.getState(), told)) {
                lagging.put(container.getId(), told);
            }
        }
        up.clear();
        if (++rounds < MOST_ROUNDS) {
            up.putAll(lagging);
        }
    }

    private static boolean contradicts(String state, boolean runs) {
        return switch (state) {
            case "running", "paused" -> !runs;
            case "created", "exited" -> runs;
            default -> false;
        };
    }
}

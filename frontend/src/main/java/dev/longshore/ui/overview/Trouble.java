package dev.longshore.ui.overview;

import dev.longshore.ui.kit.Tone;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that needs somebody.
 *
 * @param what in one short sentence
 * @param detail more of it, may be empty
 * @param hosts names of the hosts where it is
 * @param since when it began; null if not known
 * @param ways where to do something about it
 */
record Trouble(
        Tone tone,
        String what,
        String detail,
        List<String> hosts,
        @Nullable Instant since,
        List<Way> ways) {

    Trouble {
        hosts = List.copyOf(hosts);
        ways = List.copyOf(ways);
    }

    /** A button that leads to a page, with its filters. */
    record Way(String label, String path, Map<String, String> filters) {

        Way {
            filters = Map.copyOf(filters);
        }
    }
}

package dev.longshore.metrics.history;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks who had most of something. One that asks for nothing, or for too much, is refused with {@code INVALID_REQUEST}.
 *
 * @param hosts only these; null for all
 * @param most how many, 1 to 1,000
 */
public record TopQuery(
        Metric metric,
        Fold fold,
        Subject.Kind kind,
        @Nullable Set<HostId> hosts,
        Instant from,
        Instant to,
        int most) {

    public TopQuery {
        hosts = hosts == null ? null : Set.copyOf(hosts);
        SeriesQuery.requireRange(from, to);
        SeriesQuery.require(most >= 1 && most <= 1000, "ask for 1 to 1000");
    }
}

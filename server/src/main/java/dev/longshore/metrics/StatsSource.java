package dev.longshore.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a host's statistics come.
 *
 * @param reporting whether its agent is connected and sends statistics
 * @param lastAt when the newest reading was taken; null if there is none
 * @param clockDifference the host's clock less the server's
 * @param clockSetAt when the host's clock was last seen to be set; null if never
 * @param clockSetBy by how much it was set then
 * @param cgroups the layout of cgroups: {@code V1}, {@code V2}, {@code HYBRID}, {@code NO_CGROUPS}, {@code UNKNOWN_MODE}
 * @param pressure whether the kernel tells of pressure
 * @param problems why something is not told, and what to do, in the agent's words
 * @param unreadable running containers whose cgroup could not be found or read
 * @param dropped subjects that were told of beyond what is kept for one host
 */
public record StatsSource(
        boolean reporting,
        @Nullable Instant lastAt,
        Duration clockDifference,
        @Nullable Instant clockSetAt,
        Duration clockSetBy,
        String cgroups,
        List<String> controllers,
        boolean pressure,
        List<String> problems,
        int unreadable,
        int dropped) {

    public StatsSource {
        controllers = List.copyOf(controllers);
        problems = List.copyOf(problems);
    }
}

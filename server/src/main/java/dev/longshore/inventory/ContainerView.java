package dev.longshore.inventory;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One container on one host, in summary.
 *
 * @param image as it was given when the container was made; where the engine doesn't tell, as it names it now
 * @param imageId the engine's id of the image, may be empty
 * @param newerImageId the image that its reference names on this host by now, if that is another one; else empty
 * @param state created running paused restarting removing exited dead
 * @param status the engine's words at the time it was listed, for example {@code Up 3 minutes (healthy)}
 * @param startedAt its latest start, if it ever started
 * @param finishedAt its latest end, if it ever ended and the agent tells
 * @param health healthy unhealthy starting, or empty
 * @param ports for example {@code 0.0.0.0:8080->80/tcp}
 */
public record ContainerView(
        HostId host,
        String hostName,
        ContainerId id,
        String name,
        String image,
        String imageId,
        String newerImageId,
        String state,
        String status,
        String health,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String runtime,
        String command,
        int exitCode,
        int restartCount,
        String composeProject,
        String composeService,
        List<String> ports,
        Map<String, String> labels) {

    public ContainerView {
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
    }

    /** Whether its reference names another image by now: made anew, it would not be the same. */
    public boolean outdated() {
        return !newerImageId.isEmpty();
    }

    /** Since when it is in its state, as far as the engine tells; unlike {@link #status} this does not age. */
    public @Nullable Instant stateSince() {
        return switch (state) {
            case "running", "paused" -> startedAt;
            case "exited", "dead", "restarting" -> finishedAt;
            case "created" -> createdAt;
            default -> null;
        };
    }
}

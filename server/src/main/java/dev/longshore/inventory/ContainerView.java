package dev.longshore.inventory;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One container on one host, in summary.
 *
 * @param image as the engine names it
 * @param imageId the engine's id of the image, may be empty
 * @param state created running paused restarting removing exited dead
 * @param status the engine's words, for example {@code Up 3 minutes (healthy)}
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
        String state,
        String status,
        String health,
        Instant createdAt,
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
}

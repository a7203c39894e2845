package dev.longshore.api;

import dev.longshore.inventory.ContainerView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container in summary; {@code newerImageId} is the image that its reference names on the host by now, if that is another
 * one, else empty. See the engine's own documentation for the words of state, status and health.
 */
record ContainerBody(
        String id,
        String host,
        String hostName,
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

    static ContainerBody of(ContainerView container) {
        return new ContainerBody(
                container.id().value(),
                container.host().value(),
                container.hostName(),
                container.name(),
                container.image(),
                container.imageId(),
                container.newerImageId(),
                container.state(),
                container.status(),
                container.health(),
                container.createdAt(),
                container.startedAt(),
                container.finishedAt(),
                container.runtime(),
                container.command(),
                container.exitCode(),
                container.restartCount(),
                container.composeProject(),
                container.composeService(),
                container.ports(),
                container.labels());
    }
}

package dev.longshore.inventory;

import dev.longshore.model.ContainerId;
import dev.longshore.model.ImageId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host's inventory as of one revision.
 *
 * @param epoch when the agent that reported it started; revisions of different epochs can't be compared
 * @param takenAt when it was right, by this server's clock; null if nothing was ever reported
 * @param imageCount also known, from before, while the images themselves are not
 * @param wireFacts the facts as sent, to be stored
 * @param rawInfo deflated JSON of the engine's info, empty if not known
 */
record HostContent(
        long epoch,
        long revision,
        @Nullable Instant takenAt,
        @Nullable HostFacts facts,
        dev.longshore.wire.@Nullable HostFacts wireFacts,
        Map<ImageId, ImageView> images,
        Map<ContainerId, ContainerView> containers,
        ContainerCounts counts,
        int imageCount,
        String agentVersion,
        Deflated rawInfo,
        Deflated rawVersion) {

    static final HostContent EMPTY = new HostContent(
            0, 0, null, null, null, Map.of(), Map.of(), ContainerCounts.NONE, 0, "", Deflated.EMPTY, Deflated.EMPTY);

    /** What is known after a restart of the server, before the agent is back. */
    static HostContent lastKnown(
            dev.longshore.wire.HostFacts facts,
            ContainerCounts counts,
            int images,
            @Nullable Instant takenAt,
            String agentVersion) {
        return new HostContent(
                0,
                0,
                takenAt,
                WireFacts.read(facts),
                facts,
                Map.of(),
                Map.of(),
                counts,
                images,
                agentVersion,
                Deflated.EMPTY,
                Deflated.EMPTY);
    }

    /** The same under the host's new name. */
    HostContent renamed(String name) {
        Map<ImageId, ImageView> newImages = new HashMap<>();
        images.forEach((id, image) -> newImages.put(id, renamed(image, name)));
        Map<ContainerId, ContainerView> newContainers = new HashMap<>();
        containers.forEach((id, container) -> newContainers.put(id, renamed(container, name)));
        return new HostContent(
                epoch,
                revision,
                takenAt,
                facts,
                wireFacts,
                newImages,
                newContainers,
                counts,
                imageCount,
                agentVersion,
                rawInfo,
                rawVersion);
    }

    static ImageView withUses(ImageView image, List<ImageView.Use> uses) {
        return copy(image, image.hostName(), image.tags(), uses);
    }

    static ImageView withTags(ImageView image, List<String> tags) {
        return copy(image, image.hostName(), tags, image.usedBy());
    }

    private static ImageView renamed(ImageView image, String name) {
        return copy(image, name, image.tags(), image.usedBy());
    }

    private static ImageView copy(ImageView image, String hostName, List<String> tags, List<ImageView.Use> uses) {
        return new ImageView(
                image.host(),
                hostName,
                image.id(),
                image.identity(),
                tags,
                image.digests(),
                image.sizeBytes(),
                image.sharedBytes(),
                image.createdAt(),
                image.labels(),
                image.labelsCapped(),
                image.incomplete(),
                image.parent(),
                uses);
    }

    /** The same, knowing what its reference names now; the very same object if it knew that. */
    static ContainerView withNewer(ContainerView container, String newerImageId) {
        return container.newerImageId().equals(newerImageId)
                ? container
                : copy(container, container.hostName(), newerImageId);
    }

    private static ContainerView renamed(ContainerView container, String name) {
        return copy(container, name, container.newerImageId());
    }

    private static ContainerView copy(ContainerView container, String hostName, String newerImageId) {
        return new ContainerView(
                container.host(),
                hostName,
                container.id(),
                container.name(),
                container.image(),
                container.imageId(),
                newerImageId,
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

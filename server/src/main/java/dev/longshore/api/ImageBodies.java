package dev.longshore.api;

import dev.longshore.inventory.ImageDetail;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.PrunePreview;
import dev.longshore.inventory.Upstream;
import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Images as the API writes them. */
final class ImageBodies {

    private ImageBodies() {}

    /**
     * A row of the matrix.
     *
     * @param reference in full, or {@code <none>@sha256:…}
     * @param hosts by host id
     * @param upstream what the registry says of the tag; null if it was not asked, or had no answer
     */
    record Row(
            String reference,
            String repository,
            String tag,
            boolean drift,
            int variants,
            boolean dangling,
            boolean unused,
            long maxSizeBytes,
            Instant newestAt,
            int runningContainers,
            Map<String, Cell> hosts,
            @Nullable UpstreamBody upstream) {

        static Row of(ImageRow row) {
            Map<String, Cell> cells = new TreeMap<>();
            row.cells().forEach((host, cell) -> cells.put(host.value(), Cell.of(cell)));
            return new Row(
                    row.key(),
                    row.repository(),
                    row.tag(),
                    row.drift(),
                    row.variants(),
                    row.dangling(),
                    row.unused(),
                    row.maxSizeBytes(),
                    row.newestAt(),
                    row.runningContainers(),
                    cells,
                    UpstreamBody.of(row.upstream()));
        }
    }

    /** What the registry's tag names; {@code behind} are ids of hosts that pulled another digest of it. */
    record UpstreamBody(String digest, Instant checkedAt, Instant since, List<String> behind) {

        static @Nullable UpstreamBody of(@Nullable Upstream upstream) {
            return upstream == null
                    ? null
                    : new UpstreamBody(
                            upstream.digest().value(),
                            upstream.checkedAt(),
                            upstream.since(),
                            upstream.behind().stream()
                                    .map(HostId::value)
                                    .sorted()
                                    .toList());
        }
    }

    /** What the reference names on one host; equal variants are the same image. */
    record Cell(String id, int variant, String digest, long sizeBytes, Instant createdAt, int containers, int running) {

        static Cell of(ImageRow.Cell cell) {
            return new Cell(
                    cell.id().value(),
                    cell.variant(),
                    cell.shownDigest(),
                    cell.sizeBytes(),
                    cell.createdAt(),
                    cell.containers(),
                    cell.running());
        }
    }

    /** An image of one host. */
    record Image(
            String id,
            String host,
            String hostName,
            @Nullable String configDigest,
            String platform,
            List<String> tags,
            List<String> digests,
            long sizeBytes,
            long sharedBytes,
            Instant createdAt,
            List<String> layers,
            Map<String, String> labels,
            boolean labelsCapped,
            boolean incomplete,
            List<Use> usedBy) {

        static Image of(ImageView image) {
            Digest config = image.identity().configDigest();
            return new Image(
                    image.id().value(),
                    image.host().value(),
                    image.hostName(),
                    config == null ? null : config.value(),
                    image.identity().platform(),
                    image.tags(),
                    image.digests(),
                    image.sizeBytes(),
                    image.sharedBytes(),
                    image.createdAt(),
                    image.identity().diffIds(),
                    image.labels(),
                    image.labelsCapped(),
                    image.incomplete(),
                    image.usedBy().stream()
                            .map(use -> new Use(use.containerId(), use.name(), use.state()))
                            .toList());
        }
    }

    /** A container that uses the image. */
    record Use(String containerId, String name, String state) {}

    /** An image with its config and history; the values of environment variables are not in it. */
    record Detail(
            Image image,
            String architecture,
            String os,
            List<String> envNames,
            List<String> entrypoint,
            List<String> cmd,
            String workingDir,
            String user,
            List<String> exposedPorts,
            List<String> volumes,
            String stopSignal,
            String author,
            String dockerVersion,
            List<String> healthcheck,
            List<Layer> history) {

        static Detail of(ImageDetail detail) {
            return new Detail(
                    Image.of(detail.image()),
                    detail.architecture(),
                    detail.os(),
                    detail.envNames(),
                    detail.entrypoint(),
                    detail.cmd(),
                    detail.workingDir(),
                    detail.user(),
                    detail.exposedPorts(),
                    detail.volumes(),
                    detail.stopSignal(),
                    detail.author(),
                    detail.dockerVersion(),
                    detail.healthcheck(),
                    detail.layers().stream().map(Layer::of).toList());
        }
    }

    /** One step of the history, lowest first; diffId is empty for a step that made no layer. */
    record Layer(
            Instant createdAt,
            String createdBy,
            long sizeBytes,
            String comment,
            String diffId,
            List<String> sharedWith) {

        static Layer of(ImageDetail.Layer layer) {
            return new Layer(
                    layer.createdAt(),
                    layer.createdBy(),
                    layer.sizeBytes(),
                    layer.comment(),
                    layer.diffId(),
                    layer.sharedWith());
        }
    }

    /** Exactly what a prune would remove; its ids are what {@code POST operations} takes. */
    record Preview(String host, String hostName, List<Image> images, long reclaimableBytes) {

        static Preview of(PrunePreview preview) {
            return new Preview(
                    preview.host().value(),
                    preview.hostName(),
                    preview.images().stream().map(Image::of).toList(),
                    preview.reclaimableBytes());
        }
    }
}

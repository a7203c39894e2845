package dev.longshore.inventory;

import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the matrix: one reference over all hosts that the actor may see; each image without a tag has a row of its
 * own per content.
 *
 * @param key the reference in full, or {@code <none>@sha256:…} for an image without a tag
 * @param repository as people write it, or {@code <none>}
 * @param tag the tag, or empty
 * @param cells by host; a host without the image has none
 * @param drift whether hosts hold different images under this reference
 * @param variants how many different images there are
 * @param maxSizeBytes the biggest size that a host reports
 * @param newestAt creation of the newest
 * @param runningContainers on all hosts
 * @param upstream what its registry says of the tag; null if it was not asked, or had no answer
 */
public record ImageRow(
        String key,
        String repository,
        String tag,
        Map<HostId, Cell> cells,
        boolean drift,
        int variants,
        boolean dangling,
        boolean unused,
        long maxSizeBytes,
        Instant newestAt,
        int runningContainers,
        @Nullable Upstream upstream) {

    public ImageRow {
        cells = Map.copyOf(cells);
    }

    ImageRow with(Upstream told) {
        return new ImageRow(
                key,
                repository,
                tag,
                cells,
                drift,
                variants,
                dangling,
                unused,
                maxSizeBytes,
                newestAt,
                runningContainers,
                told);
    }

    /**
     * The image that the reference names on one host.
     *
     * @param variant 0 for the image that most hosts hold (the newest of equals), then 1, 2 …: same number, same image
     * @param shownDigest 12 hex digits to show; alike for the same image wherever config digests are known
     * @param containers that use it, and how many of them run
     */
    public record Cell(
            ImageId id,
            int variant,
            String shownDigest,
            long sizeBytes,
            Instant createdAt,
            int containers,
            int running) {}
}

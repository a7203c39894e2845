package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.List;

/** Exactly what a prune of one host would remove. */
public record PrunePreview(HostId host, String hostName, List<ImageView> images, long reclaimableBytes) {

    public PrunePreview {
        images = List.copyOf(images);
    }
}

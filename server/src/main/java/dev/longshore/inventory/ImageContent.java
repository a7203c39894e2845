package dev.longshore.inventory;

import dev.longshore.model.Digest;
import java.util.List;

/**
 * As which files a host with the containerd store keeps an image that it holds whole.
 *
 * @param config digest of its config
 * @param blobs digests of the files that its layers are, lowest first
 */
public record ImageContent(Digest config, List<Digest> blobs) {

    public ImageContent {
        blobs = List.copyOf(blobs);
    }
}

package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image's layers, lowest first, with who else holds each of them.
 *
 * @param image as the host that was asked holds it
 * @param hosts that hold the whole image
 * @param told whether that host told the sizes and instructions: one that can't be asked leaves them open
 * @param savedBytes by all of its layers; -1 if not known
 */
public record ImageLayers(ImageView image, List<Holder> hosts, boolean told, long savedBytes, List<Layer> layers) {

    public ImageLayers {
        hosts = List.copyOf(hosts);
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param diffId digest of the uncompressed layer
     * @param chainId of the layer with all below it, by which engines keep it
     * @param sizeBytes -1 if not known
     * @param createdBy the instruction that made it, or empty
     * @param createdAt null if not known
     * @param hosts that hold it at this place, by name; at most 200 of them
     * @param hostCount all that hold it
     * @param images that lie on it, counted once for each host
     * @param sharedWith other images that lie on it, those on most hosts first; at most 200 of them
     * @param sharedWithCount all of those
     * @param savedBytes what hosts would need besides if each image had a layer of its own; -1 if not known
     */
    public record Layer(
            String diffId,
            String chainId,
            long sizeBytes,
            String createdBy,
            @Nullable Instant createdAt,
            List<Holder> hosts,
            int hostCount,
            int images,
            List<Sharer> sharedWith,
            int sharedWithCount,
            long savedBytes) {

        public Layer {
            hosts = List.copyOf(hosts);
            sharedWith = List.copyOf(sharedWith);
        }
    }

    /** A host that holds something. */
    public record Holder(HostId id, String name) {}

    /**
     * Another image.
     *
     * @param name its first tag as people write it, or its short id
     * @param hosts how many hold it
     */
    public record Sharer(String name, int hosts) {}
}

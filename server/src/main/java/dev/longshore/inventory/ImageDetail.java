package dev.longshore.inventory;

import java.time.Instant;
import java.util.List;

/**
 * An image's config and history, asked from its host on demand.
 *
 * @param envNames names of environment variables, without their values
 */
public record ImageDetail(
        ImageView image,
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
        List<Layer> layers) {

    public ImageDetail {
        layers = List.copyOf(layers);
    }

    /** Bytes of each of the image's layers, lowest first; empty if its engine does not tell which step made which. */
    public List<Long> layerBytes() {
        List<Layer> made =
                layers.stream().filter(layer -> !layer.diffId().isEmpty()).toList();
        return made.stream().map(Layer::diffId).toList().equals(image.identity().diffIds())
                ? made.stream().map(Layer::sizeBytes).toList()
                : List.of();
    }

    /**
     * One step of the history, lowest first.
     *
     * @param diffId digest of the uncompressed layer, or empty for a step that made none
     * @param sharedWith images of this host that also have this layer at this place, by tag or short id
     */
    public record Layer(
            Instant createdAt,
            String createdBy,
            long sizeBytes,
            String comment,
            String diffId,
            List<String> sharedWith) {

        public Layer {
            sharedWith = List.copyOf(sharedWith);
        }
    }
}

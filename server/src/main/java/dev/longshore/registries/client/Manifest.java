package dev.longshore.registries.client;

import dev.longshore.model.Digest;
import dev.longshore.model.SafeText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a tag or a digest names in a registry. */
public sealed interface Manifest {

    /** Kinds of manifests that are understood. */
    Map<String, String> ACCEPT = Map.of(
            "Accept",
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
                    + " application/vnd.docker.distribution.manifest.list.v2+json,"
                    + " application/vnd.docker.distribution.manifest.v2+json");

    /** Of exactly the bytes that came. */
    Digest digest();

    /**
     * One image for each of several platforms.
     *
     * @param children images, 100 at most
     * @param all manifests that it names, images or not
     * @param indexes those of them that it says are indexes themselves
     * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-index.md">image index</a>
     */
    record Index(Digest digest, List<Child> children, Set<Digest> all, Set<Digest> indexes) implements Manifest {
        public Index {
            children = List.copyOf(children);
            all = Set.copyOf(all);
            indexes = Set.copyOf(indexes);
        }

        /** Whether it leads to this manifest, be that an image or not. */
        public boolean names(Digest manifest) {
            return all.contains(manifest);
        }
    }

    /**
     * The image for one platform.
     *
     * @param platform {@code os/architecture[/variant]}
     */
    record Child(Digest digest, String platform) {}

    /**
     * One image.
     *
     * @param sizeBytes of config and layers, as they are sent
     * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">image manifest</a>
     */
    record Image(Digest digest, Digest config, long sizeBytes, int layers) implements Manifest {}

    /**
     * Something that no engine runs: a chart, a signature, or an image of a form that is no longer made.
     *
     * @param kind its media type
     */
    record Other(Digest digest, String kind, long sizeBytes) implements Manifest {}

    /** Reads one. */
    static Manifest of(Digest digest, String contentType, JsonNode node) {
        String type = node.path("mediaType").asString(contentType);
        if (node.path("manifests").isArray()) {
            return index(digest, node.path("manifests"));
        }
        JsonNode config = node.path("config");
        String configType = config.path("mediaType").asString("");
        Digest configDigest = digestOf(config);
        boolean image = configType.startsWith("application/vnd.oci.image.config")
                || configType.startsWith("application/vnd.docker.container.image");
        long size = Math.max(0, config.path("size").asLong(0));
        int layers = 0;
        for (JsonNode layer : node.path("layers")) {
            size += Math.max(0, layer.path("size").asLong(0));
            layers++;
        }
        if (image && configDigest != null) {
            return new Image(digest, configDigest, size, layers);
        }
        String artifact = node.path("artifactType").asString(configType.isEmpty() ? type : configType);
        return new Other(digest, SafeText.line(artifact, 200), size);
    }

    private static Index index(Digest digest, JsonNode manifests) {
        List<Child> children = new ArrayList<>();
        Set<Digest> all = new HashSet<>();
        Set<Digest> indexes = new HashSet<>();
        for (JsonNode each : manifests) {
            Digest child = digestOf(each);
            if (child == null) {
                continue;
            }
            all.add(child);
            if (isIndex(each.path("mediaType").asString(""))) {
                indexes.add(child);
            }
            JsonNode platform = each.path("platform");
            String os = platform.path("os").asString("unknown");
            // what says how an image was built has a place in the index, and is no image
            if (!os.equals("unknown") && children.size() < 100) {
                String variant = platform.path("variant").asString("");
                String text = os + "/" + platform.path("architecture").asString("")
                        + (variant.isEmpty() ? "" : "/" + variant);
                children.add(new Child(child, SafeText.line(text, 60)));
            }
        }
        return new Index(digest, children, all, indexes);
    }

    /** Whether a media type is that of an index. */
    static boolean isIndex(String mediaType) {
        return mediaType.startsWith("application/vnd.oci.image.index.v1+json")
                || mediaType.startsWith("application/vnd.docker.distribution.manifest.list.v2+json");
    }

    private static @Nullable Digest digestOf(JsonNode descriptor) {
        String text = descriptor.path("digest").asString("");
        return Digest.isDigest(text) ? Digest.of(text) : null;
    }
}

package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says of its images: which it holds, under which names, of which layers, and what tells them apart. Either the
 * names that were asked for are looked for, or all that it claims is taken note of.
 */
final class ArchiveManifest {

    static final int MAX_IMAGES = 100;
    static final int MAX_NAMES = 200;
    /** Of a config that is looked into. */
    static final int MAX_CONFIG_BYTES = 1 << 20;

    private static final int MAX_CONFIGS = 1_000;
    /** Of all configs together: what is kept of a file has to fit into a small heap. */
    private static final int MAX_ALL_LAYERS = 20_000;

    private static final Pattern CONFIG = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

    private final @Nullable Set<String> wanted;
    private final Map<String, String> configs = new HashMap<>();
    private final Map<String, ImageConfig> seen = new HashMap<>();
    private final ManifestDigests digests = new ManifestDigests();
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, PackedImage> packed = new HashMap<>();
    private boolean described;
    private int allLayers;

    /**
     * An image of the archive.
     *
     * @param references normalised names that the archive gives it
     * @param diffIds lowest layer first
     */
    record Claim(String configDigest, List<String> references, List<String> diffIds) {}

    /** With the normalised references that are wanted, or null for all that there is. */
    ArchiveManifest(@Nullable Set<String> wanted) {
        this.wanted = wanted == null ? null : Set.copyOf(wanted);
    }

    /** The digest of the config of the image that the archive gives this name; null before the end, or if there is none. */
    @Nullable
    String config(String reference) {
        return configs.get(reference);
    }

    /** The images of a person's file; their layers are known once the archive has ended. */
    List<Claim> images() {
        return claims.stream()
                .map(claim -> new Claim(claim.configDigest(), claim.references(), diffIds(claim.configDigest())))
                .toList();
    }

    /** As which files the archive holds the image of this config; null if they are no blobs of an OCI layout. */
    @Nullable
    PackedImage packed(String configDigest) {
        return packed.get(configDigest);
    }

    private List<String> diffIds(String configDigest) {
        ImageConfig config = seen.get(configDigest);
        return config == null ? List.of() : config.diffIds();
    }

    /** What tells the image of this config apart from others; known once the archive has ended. */
    Marks marks(String configDigest) {
        ImageConfig config = seen.get(configDigest);
        boolean alone = config == null
                || seen.values().stream()
                                .filter(other -> other.diffIds().equals(config.diffIds()))
                                .count()
                        == 1;
        return new Marks(digests.of(configDigest), config == null ? "" : config.settings(), alone);
    }

    /**
     * What tells an image of an archive apart.
     *
     * @param manifestDigests of the manifests, and of indexes of them, that name its config: the containerd store's ids
     * @param settings as {@link ImageConfig} sums them up, or empty
     * @param alone whether no other image of the archive has the same layers
     */
    record Marks(Set<String> manifestDigests, String settings, boolean alone) {}

    /** Whether the archive's file of this name and size may describe an image and is to be looked into. */
    static boolean looksInto(String entry, long size) {
        return size > 0 && size <= MAX_CONFIG_BYTES && CONFIG.matcher(entry).matches();
    }

    /** Takes note of what may be a config or a manifest. */
    void file(String entry, byte[] content) {
        Matcher name = CONFIG.matcher(entry);
        if (!name.matches()) {
            return;
        }
        String digest = "sha256:" + name.group(1);
        ImageConfig config = ImageConfig.read(content);
        boolean known = config != null || digests.read(digest, content);
        if (known && !digest.equals(Digest.ofBytes(content).value())) {
            throw bad("its " + SafeText.quote(entry) + " is not what its name says");
        }
        if (config == null) {
            return;
        }
        if (seen.size() >= MAX_CONFIGS) {
            throw bad("it has more than " + MAX_CONFIGS + " configs");
        }
        allLayers += config.diffIds().size();
        if (allLayers > MAX_ALL_LAYERS) {
            throw bad("its images have more than " + MAX_ALL_LAYERS + " layers together");
        }
        seen.put(digest, config);
    }

    /** The manifest less the names, and less the images that nobody asked for. */
    ArrayNode nameless(JsonNode document) {
        described = true;
        ArrayNode kept = EngineClient.JSON.createArrayNode();
        for (JsonNode image : document) {
            Matcher config = CONFIG.matcher(image.path("Config").asText(""));
            if (!image.isObject() || !config.matches()) {
                throw bad("its manifest.json names a config that is none");
            }
            String digest = "sha256:" + config.group(1);
            List<String> named = new ArrayList<>();
            for (JsonNode tag : image.path("RepoTags")) {
                String reference = normalized(tag.asText(""));
                if (wanted == null ? !reference.isEmpty() : wanted.contains(reference)) {
                    if (configs.putIfAbsent(reference, digest) != null) {
                        throw bad("it gives " + SafeText.quote(reference) + " to two images");
                    }
                    named.add(reference);
                }
            }
            if (wanted == null || !named.isEmpty()) {
                ObjectNode nameless = image.deepCopy();
                nameless.putNull("RepoTags");
                kept.add(nameless);
                PackedImage files = PackedImage.described(image);
                if (files != null) {
                    packed.put(digest, files);
                }
                claims.add(new Claim(digest, List.copyOf(named), List.of()));
            }
            if (configs.size() > MAX_NAMES || claims.size() > MAX_IMAGES) {
                throw bad("it holds more than " + MAX_IMAGES + " images or " + MAX_NAMES + " names");
            }
        }
        return kept;
    }

    /** At the archive's end: whether it held all that it has to. */
    void ended() {
        if (!described) {
            throw bad("it has no manifest.json");
        }
        if (wanted == null) {
            if (claims.isEmpty()) {
                throw bad("it holds no image");
            }
            for (Claim claim : claims) {
                if (!seen.containsKey(claim.configDigest())) {
                    throw bad("the config of an image is missing, or larger than " + (MAX_CONFIG_BYTES >> 20) + " MiB");
                }
            }
            return;
        }
        for (String reference : wanted) {
            if (!configs.containsKey(reference)) {
                throw bad("it does not hold " + SafeText.quote(reference));
            }
        }
    }

    private static String normalized(String tag) {
        try {
            return ImageRef.of(tag).normalized();
        } catch (LongshoreException _) {
            return ""; // an odd name is nobody's wish
        }
    }

    static LongshoreException bad(String why) {
        return new LongshoreException(ErrorCode.BAD_ARCHIVE, "the archive is not taken: " + why);
    }
}

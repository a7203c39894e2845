package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As which files the containerd store keeps an image: they are packed as a registry or a person packed them, so that the digest of
 * a layer unpacked does not tell.
 *
 * @param blobs digests of the files that its layers are, lowest first
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image layout</a>
 */
record PackedImage(String configDigest, List<String> blobs) {

    private static final int MAX_MANIFEST_BYTES = 1 << 20;
    /** More than any engine takes for one image, with what signatures and other platforms add. */
    private static final int MAX_BLOBS = 10_000;

    PackedImage {
        blobs = List.copyOf(blobs);
    }

    /**
     * Reads an engine's archive of one image to its end.
     *
     * @param diffIds its layers unpacked, lowest first
     * @throws LongshoreException {@code ENGINE_ERROR} if the archive lacks any of it: a store can list what it does not hold
     */
    static PackedImage read(InputStream archive, List<String> diffIds) throws IOException {
        Set<String> there = new HashSet<>();
        Set<String> configs = new HashSet<>();
        JsonNode manifest = null;
        TarReader tar = new TarReader(archive);
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            String blob = LayerPlaces.blob(entry.name());
            if (entry.name().equals("manifest.json") && entry.sizeBytes() <= MAX_MANIFEST_BYTES) {
                manifest = EngineClient.JSON.readTree(tar.content().readAllBytes());
            } else if (blob != null && entry.isFile() && there.size() < MAX_BLOBS) {
                there.add(blob);
                if (entry.sizeBytes() <= ArchiveManifest.MAX_CONFIG_BYTES && isConfig(blob, tar.content(), diffIds)) {
                    configs.add(blob);
                }
            }
        }
        if (manifest != null) {
            for (JsonNode image : manifest) {
                PackedImage described = described(image);
                if (described != null
                        && configs.contains(described.configDigest())
                        && described.blobs().size() == diffIds.size()
                        && there.containsAll(described.blobs())) {
                    return described;
                }
            }
        }
        throw new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine does not have all of the image");
    }

    private static boolean isConfig(String blob, InputStream content, List<String> diffIds) throws IOException {
        int first = content.read();
        if (first != '{') {
            return false;
        }
        byte[] rest = content.readAllBytes();
        byte[] whole = new byte[rest.length + 1];
        whole[0] = '{';
        System.arraycopy(rest, 0, whole, 1, rest.length);
        ImageConfig config = ImageConfig.read(whole);
        return config != null
                && config.diffIds().equals(diffIds)
                && Digest.ofBytes(whole).value().equals(blob);
    }

    /** An image of a {@code manifest.json} if its layers are files of an OCI layout, or null. */
    static @Nullable PackedImage described(JsonNode image) {
        String config = LayerPlaces.blob(image.path("Config").asText(""));
        List<String> blobs = new ArrayList<>();
        for (JsonNode layer : image.path("Layers")) {
            String blob = LayerPlaces.blob(layer.asText(""));
            if (blob == null || blobs.size() == MAX_BLOBS) {
                return null;
            }
            blobs.add(blob);
        }
        return config == null ? null : new PackedImage(config, blobs);
    }
}

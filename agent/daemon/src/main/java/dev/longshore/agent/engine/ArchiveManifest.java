package dev.longshore.agent.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says of its images: which it holds, under which names, and, where it is a person's file, of which layers. Either
 * the names that were asked for are looked for, or all that it claims is taken note of.
 */
final class ArchiveManifest {

    static final int MAX_IMAGES = 100;
    static final int MAX_NAMES = 200;
    /** Of a config that is looked into. */
    static final int MAX_CONFIG_BYTES = 1 << 20;

    private static final int MAX_LAYERS = 1_000;
    private static final int MAX_CONFIGS = 200;
    /** Of all configs together: what is kept of a file has to fit into a small heap. */
    private static final int MAX_ALL_LAYERS = 20_000;

    private static final Pattern DIFF_ID = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern CONFIG = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

    private final @Nullable Set<String> wanted;
    private final Map<String, String> configs = new HashMap<>();
    private final Map<String, List<String>> layers = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();
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
                .map(claim -> new Claim(
                        claim.configDigest(), claim.references(), layers.getOrDefault(claim.configDigest(), List.of())))
                .toList();
    }

    /** Whether the archive's file of this name and size may be the config of an image and is to be looked into. */
    boolean looksInto(String entry, long size) {
        return wanted == null
                && size > 0
                && size <= MAX_CONFIG_BYTES
                && CONFIG.matcher(entry).matches();
    }

    /** Takes note of what may be a config. */
    void file(String entry, byte[] content) {
        Matcher name = CONFIG.matcher(entry);
        List<String> diffIds = name.matches() ? diffIds(content) : null;
        if (diffIds == null) {
            return;
        }
        if (!name.group(1).equals(sha256(content))) {
            throw bad("its " + SafeText.quote(entry) + " is not what its name says");
        }
        if (layers.size() >= MAX_CONFIGS) {
            throw bad("it has more than " + MAX_CONFIGS + " configs");
        }
        allLayers += diffIds.size();
        if (allLayers > MAX_ALL_LAYERS) {
            throw bad("its images have more than " + MAX_ALL_LAYERS + " layers together");
        }
        layers.put("sha256:" + name.group(1), diffIds);
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
                if (!layers.containsKey(claim.configDigest())) {
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

    /** The layers that a config lists, or null if it is none; read without building what else is in it. */
    private static @Nullable List<String> diffIds(byte[] content) {
        try (JsonParser json = EngineClient.JSON.getFactory().createParser(content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            List<String> found = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("rootfs") && value == JsonToken.START_OBJECT) {
                    found = rootfs(json);
                } else {
                    json.skipChildren();
                }
            }
            return found;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static @Nullable List<String> rootfs(JsonParser json) throws IOException {
        List<String> ids = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean diffIds = json.currentName().equals("diff_ids");
            if (json.nextToken() != JsonToken.START_ARRAY || !diffIds) {
                json.skipChildren();
                continue;
            }
            ids = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (ids.size() >= MAX_LAYERS) {
                    throw bad("an image of it has more than " + MAX_LAYERS + " layers");
                }
                String id = json.getText();
                if (!DIFF_ID.matcher(id).matches()) {
                    throw bad("a config names a layer by no digest");
                }
                ids.add(id);
            }
        }
        return ids;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
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

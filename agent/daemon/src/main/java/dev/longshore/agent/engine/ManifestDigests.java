package dev.longshore.agent.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.longshore.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which manifests of an archive in OCI layout, and which indexes of them, lead to which config: the containerd store's ids are
 * their digests.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">OCI image manifest</a>
 */
final class ManifestDigests {

    /** Of all documents together. */
    private static final int MAX_NAMED = 10_000;

    private final Map<String, Set<String>> namedBy = new HashMap<>();
    private int named;

    /** Takes note of the document if it is a manifest or an index; says whether it is. */
    boolean read(String digest, byte[] content) {
        List<String> names = names(content);
        if (names == null) {
            return false;
        }
        named += names.size();
        if (named > MAX_NAMED) {
            throw ArchiveManifest.bad("its manifests name more than " + MAX_NAMED + " things");
        }
        names.forEach(
                name -> namedBy.computeIfAbsent(name, _ -> new HashSet<>()).add(digest));
        return true;
    }

    /** The digests of what leads to this config. */
    Set<String> of(String configDigest) {
        Set<String> found = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(configDigest));
        while (!next.isEmpty()) {
            for (String above : namedBy.getOrDefault(next.removeLast(), Set.of())) {
                if (found.add(above)) {
                    next.add(above);
                }
            }
        }
        return found;
    }

    /** The config of a manifest, or the manifests of an index; null if it is neither. */
    private static @Nullable List<String> names(byte[] content) {
        try (JsonParser json = EngineClient.JSON.getFactory().createParser(content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            List<String> names = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("config") && value == JsonToken.START_OBJECT) {
                    names = names == null ? new ArrayList<>() : names;
                    addDigest(json, names);
                } else if (field.equals("manifests") && value == JsonToken.START_ARRAY) {
                    names = names == null ? new ArrayList<>() : names;
                    addAll(json, names);
                } else {
                    json.skipChildren();
                }
            }
            return names;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static void addAll(JsonParser json, List<String> names) throws IOException {
        for (JsonToken token = json.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                addDigest(json, names);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void addDigest(JsonParser json, List<String> names) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean digest = json.currentName().equals("digest");
            if (json.nextToken() != JsonToken.VALUE_STRING || !digest) {
                json.skipChildren();
            } else if (Digest.isDigest(json.getText())) {
                if (names.size() >= MAX_NAMED) {
                    throw ArchiveManifest.bad("a manifest of it names more than " + MAX_NAMED + " things");
                }
                names.add(json.getText());
            }
        }
    }
}

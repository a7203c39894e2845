package dev.longshore.agent.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.Digest;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What counts of the config of an image in an archive: a person's file can hold anything, and little of it is kept.
 *
 * @param diffIds lowest layer first
 * @param settings a sum over when and how it was made to run, which an engine's own answer has as well: tells images of the
 *     same layers apart where the engine does not tell their configs' digests
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image configuration</a>
 */
record ImageConfig(List<String> diffIds, String settings) {

    private static final int MAX_LAYERS = 1_000;
    /** Of the settings that are read as a tree. */
    private static final int MAX_TOKENS = 20_000;

    private static final List<String> FIELDS = List.of(
            "Cmd",
            "Entrypoint",
            "Env",
            "ExposedPorts",
            "Healthcheck",
            "Labels",
            "OnBuild",
            "Shell",
            "StopSignal",
            "User",
            "Volumes",
            "WorkingDir");

    /** Reads one, or null if it is none; throws if it is one that is not taken. */
    static @Nullable ImageConfig read(byte[] content) {
        try (JsonParser json = EngineClient.JSON.getFactory().createParser(content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            List<String> diffIds = null;
            String created = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("rootfs") && value == JsonToken.START_OBJECT) {
                    diffIds = rootfs(json);
                } else if (field.equals("created") && value == JsonToken.VALUE_STRING) {
                    created = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            return diffIds == null ? null : new ImageConfig(diffIds, settings(created, config(content)));
        } catch (IOException notJson) {
            return null;
        }
    }

    /** The settings of an image as an engine tells them. */
    static String settings(JsonNode inspected) {
        return settings(inspected.path("Created").asText(""), inspected.path("Config"));
    }

    private static String settings(String created, JsonNode config) {
        Map<String, Object> said = new TreeMap<>();
        said.put("created", moment(created));
        for (String field : FIELDS) {
            JsonNode value = config.path(field);
            if (!saysNothing(value)) {
                said.put(field, sorted(value));
            }
        }
        return Digest.ofText(said.toString()).value();
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() ? value.isEmpty() : value.asText("").isEmpty());
    }

    private static Object sorted(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        Map<String, Object> fields = new TreeMap<>();
        value.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return fields;
    }

    /** In one form, since engines cut trailing zeros and shift zones; that no time is told is one form too. */
    private static String moment(String text) {
        try {
            Instant at = Instant.parse(text);
            return at.getEpochSecond() < 0 ? "" : at.toString();
        } catch (DateTimeParseException _) {
            return "";
        }
    }

    private static JsonNode config(byte[] content) throws IOException {
        try (JsonParser json = EngineClient.JSON.getFactory().createParser(content)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean config = json.currentName().equals("config");
                if (json.nextToken() == JsonToken.START_OBJECT && config) {
                    refuseGreat(json);
                }
                json.skipChildren();
            }
        }
        return EngineClient.JSON.reader().at("/config").readTree(content);
    }

    private static void refuseGreat(JsonParser json) throws IOException {
        int tokens = 0;
        for (int depth = 1; depth > 0; tokens++) {
            JsonToken token = json.nextToken();
            if (token == null || tokens > MAX_TOKENS) {
                throw ArchiveManifest.bad("a config has more than " + MAX_TOKENS + " settings");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private static List<String> rootfs(JsonParser json) throws IOException {
        List<String> ids = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean diffIds = json.currentName().equals("diff_ids");
            if (json.nextToken() != JsonToken.START_ARRAY || !diffIds) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (ids.size() >= MAX_LAYERS) {
                    throw ArchiveManifest.bad("an image of it has more than " + MAX_LAYERS + " layers");
                }
                String id = json.getText();
                if (id == null || !Digest.isDigest(id)) {
                    throw ArchiveManifest.bad("a config names a layer by no digest");
                }
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }
}

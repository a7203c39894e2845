package dev.longshore.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The canonical JSON of a line: members sorted by name, no white space, UTF-8; and the hash over it. In words of a shell:
 * {@code printf '%s%s' "$previousHash" "$json" | sha256sum}.
 */
final class AuditJson {

    /** What the first line is chained to. */
    static final String GENESIS = "0".repeat(64);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private AuditJson() {}

    /** The line without its hashes. */
    static String canonical(AuditEntry line) {
        return JSON.writeValueAsString(members(line));
    }

    /** The line with its hashes, as exported. */
    static String full(AuditEntry line) {
        Map<String, Object> members = members(line);
        members.put("previousHash", line.previousHash());
        members.put("hash", line.hash());
        return JSON.writeValueAsString(members);
    }

    static String hash(String previousHash, String canonical) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(previousHash.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String parameters(Map<String, String> parameters) {
        return JSON.writeValueAsString(new TreeMap<>(parameters));
    }

    /** What somebody made unreadable is kept as it is, and does not agree with its hash. */
    static Map<String, String> parameters(String json) {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (JacksonException changed) {
            return Map.of("unreadable", json);
        }
    }

    private static Map<String, Object> members(AuditEntry line) {
        Map<String, Object> members = new TreeMap<>();
        members.put("seq", line.seq());
        members.put("at", line.at().toString());
        members.put("actor", line.actor());
        members.put("method", line.method());
        members.put("session", line.session());
        members.put("peer", line.peer());
        members.put("action", line.action());
        members.put("object", line.object());
        members.put("parameters", new TreeMap<>(line.parameters()));
        members.put("allowed", line.allowed());
        members.put("result", line.result());
        members.put("operationId", line.operationId() == null ? "" : line.operationId());
        return members;
    }
}

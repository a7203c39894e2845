package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Pair;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads values out of an engine's JSON as untrusted input: texts are cleaned and capped, dates lie between 1970 and 9998,
 * and what is absent or of another type is empty or zero.
 */
final class EngineTexts {

    static final int MAX_LABELS = 64;
    static final int MAX_LABEL_KEY = 128;
    static final int MAX_LABEL_VALUE = 256;
    /** 9998-12-31T23:59:59Z, in seconds. */
    static final long LAST_SECOND = 253_370_764_799L;

    private EngineTexts() {}

    static String line(JsonNode node, int maxChars) {
        return node.isValueNode() && !node.isNull() ? SafeText.line(node.asText(""), maxChars) : "";
    }

    /** The texts of an array, at most so many. */
    static List<String> lines(JsonNode array, int maxItems, int maxChars) {
        List<String> lines = new ArrayList<>();
        for (JsonNode item : array) {
            if (lines.size() == maxItems) {
                break;
            }
            lines.add(line(item, maxChars));
        }
        return lines;
    }

    /** Labels or attributes in order of their keys, and whether anything was cut off. */
    static CappedPairs pairs(JsonNode object, int maxPairs) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
        entries.sort(Map.Entry.comparingByKey(Comparator.naturalOrder()));
        List<Pair> pairs = new ArrayList<>();
        boolean capped = entries.size() > maxPairs;
        for (Map.Entry<String, JsonNode> entry : entries.subList(0, Math.min(maxPairs, entries.size()))) {
            String value = entry.getValue().asText("");
            capped |= entry.getKey().length() > MAX_LABEL_KEY || value.length() > MAX_LABEL_VALUE;
            pairs.add(Pair.newBuilder()
                    .setKey(SafeText.line(entry.getKey(), MAX_LABEL_KEY))
                    .setValue(SafeText.line(value, MAX_LABEL_VALUE))
                    .build());
        }
        return new CappedPairs(pairs, capped);
    }

    /** What is left of labels. */
    record CappedPairs(List<Pair> pairs, boolean capped) {}

    /** Seconds since the epoch, as milliseconds. */
    static long millisOfSeconds(JsonNode seconds) {
        return Math.clamp(seconds.asLong(0), 0, LAST_SECOND) * 1000;
    }

    /** An RFC 3339 text as milliseconds; 0 for Go's zero time and for what is no date. */
    static long millisOfDate(JsonNode date) {
        try {
            Instant instant = OffsetDateTime.parse(date.asText("")).toInstant();
            return Math.clamp(instant.getEpochSecond(), 0, LAST_SECOND) * 1000
                    + Math.max(0, instant.getNano() / 1_000_000);
        } catch (DateTimeException _) {
            return 0;
        }
    }
}

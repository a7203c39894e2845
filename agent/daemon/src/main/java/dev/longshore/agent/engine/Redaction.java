package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of an engine's documents: values of environment variables, and credentials within URLs. */
final class Redaction {

    private static final String HIDDEN = "…";
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*(?:@[^/@\\s]*)*@");

    private Redaction() {}

    /** A copy of the document without secrets. */
    static JsonNode of(JsonNode document) {
        JsonNode copy = document.deepCopy();
        walk(copy);
        return copy;
    }

    private static void walk(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonNode value = entry.getValue();
                String key = entry.getKey().toLowerCase(Locale.ROOT);
                if (key.equals("env") && value instanceof ArrayNode variables) {
                    hide(variables);
                } else if (value.isTextual()) {
                    String text = value.textValue();
                    entry.setValue(TextNode.valueOf(key.endsWith("proxy") ? url(text) : withoutUserInfo(text)));
                } else {
                    walk(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                if (value.isTextual()) {
                    array.set(i, TextNode.valueOf(withoutUserInfo(value.textValue())));
                } else {
                    walk(value);
                }
            }
        }
    }

    private static void hide(ArrayNode variables) {
        for (int i = 0; i < variables.size(); i++) {
            String text = variables.get(i).asText("");
            int equals = text.indexOf('=');
            variables.set(i, TextNode.valueOf(equals < 0 ? text : text.substring(0, equals + 1) + HIDDEN));
        }
    }

    private static String withoutUserInfo(String text) {
        return text.contains("://") ? USER_INFO.matcher(text).replaceAll("") : text;
    }

    /** A proxy's or mirror's address without user and password, with or without a scheme. */
    static String url(String text) {
        int scheme = text.indexOf("://");
        int start = scheme < 0 ? 0 : scheme + 3;
        int at = text.lastIndexOf('@');
        return at < start ? text : text.substring(0, start) + text.substring(at + 1);
    }
}

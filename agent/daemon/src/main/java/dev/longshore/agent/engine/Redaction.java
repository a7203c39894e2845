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

    /** A step of a Dockerfile that sets variables, or a command that was given build arguments. */
    private static final Pattern SETS_VARIABLES =
            Pattern.compile("^(?:/bin/sh -c )?(?:#\\(nop\\)\\s*)?(?:ENV|ARG)\\s.*|^\\|\\d+ .*", Pattern.DOTALL);

    private static final Pattern VALUE = Pattern.compile("(?<=[A-Za-z0-9_]=)(?:\"[^\"]*\"|'[^']*'|\\S+)");
    private static final Pattern OLD_ENV = Pattern.compile("(?s)^(.*?\\bENV\\s+[A-Za-z0-9_]+)\\s+[^=].*");

    private Redaction() {}

    /** A step of an image's history without the values of the variables that it sets. */
    static String step(String text) {
        if (!SETS_VARIABLES.matcher(text).matches()) {
            return text;
        }
        String hidden = VALUE.matcher(text).replaceAll(HIDDEN);
        return hidden.contains("=") ? hidden : OLD_ENV.matcher(hidden).replaceAll("$1 " + HIDDEN);
    }

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
                    entry.setValue(TextNode.valueOf(key.endsWith("proxy") ? url(text) : clean(text)));
                } else {
                    walk(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                if (value.isTextual()) {
                    array.set(i, TextNode.valueOf(clean(value.textValue())));
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

    private static String clean(String text) {
        String bare = text.contains("://") ? USER_INFO.matcher(text).replaceAll("") : text;
        return step(bare);
    }

    /** A proxy's or mirror's address without user and password, with or without a scheme. */
    static String url(String text) {
        int scheme = text.indexOf("://");
        int start = scheme < 0 ? 0 : scheme + 3;
        int at = text.lastIndexOf('@');
        return at < start ? text : text.substring(0, start) + text.substring(at + 1);
    }
}

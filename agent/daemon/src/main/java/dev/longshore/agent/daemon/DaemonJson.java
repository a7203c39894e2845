package dev.longshore.agent.daemon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a {@code daemon.json}. Its lists can be set; every character outside of the list that is set stays as it
 * was, since the rest of the file is its owner's.
 *
 * @see <a href="https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file">dockerd, daemon.json</a>
 */
public final class DaemonJson {

    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String text;
    private final Map<String, Span> values;

    private DaemonJson(String text, Map<String, Span> values) {
        this.text = text;
        this.values = values;
    }

    /** Where a key of the outermost object begins, and its value begins and ends; in characters. */
    private record Span(int key, int from, int to, @Nullable List<String> texts) {}

    /** Parses the text; {@link ErrorCode#CONFIG_UNFIT} if it is no JSON object, or has a key twice anywhere. */
    public static DaemonJson of(String text) {
        Map<String, Span> values = new LinkedHashMap<>();
        try (JsonParser parser = STRICT.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unfit("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int key = start(parser);
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                int from = start(parser);
                List<String> texts = token == JsonToken.START_ARRAY ? texts(parser) : skip(parser);
                values.put(name, new Span(key, from, end(parser), texts));
            }
            if (parser.nextToken() != null) {
                throw unfit("something follows the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw unfit(SafeText.line(e.getOriginalMessage(), 200));
        } catch (IOException e) {
            throw unfit(SafeText.line(String.valueOf(e.getMessage()), 200));
        }
        return new DaemonJson(text, values);
    }

    private static @Nullable List<String> skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        return null;
    }

    /** The elements of the array that has just begun, or null if one is no text. */
    private static @Nullable List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        boolean all = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw unfit("it ends too early");
            }
            all &= token == JsonToken.VALUE_STRING;
            texts.add(parser.getText());
            parser.skipChildren();
        }
        return all ? texts : null;
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static int end(JsonParser parser) throws IOException {
        parser.finishToken(); // a text is read only when it is asked for
        return (int) parser.currentLocation().getCharOffset();
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /**
     * The texts of a list; empty if there is none.
     *
     * @throws LongshoreException {@code CONFIG_UNFIT} if the value is anything else, or the key is there in another spelling
     */
    public List<String> list(String key) {
        for (String other : values.keySet()) {
            if (other.equalsIgnoreCase(key) && !other.equals(key)) {
                throw unfit("it spells " + key + " in another way: " + SafeText.quote(other));
            }
        }
        Span span = values.get(key);
        if (span == null) {
            return List.of();
        }
        if (span.texts() == null) {
            throw unfit(key + " is not a list of texts");
        }
        return List.copyOf(span.texts());
    }

    /** A text of the outermost object, or null if there is none of that name. */
    public @Nullable String value(String key) {
        Span span = values.get(key);
        if (span == null || text.charAt(span.from()) != '"') {
            return null;
        }
        try (JsonParser parser = STRICT.createParser(text.substring(span.from(), span.to()))) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException _) {
            return null;
        }
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /**
     * The same with the list set. A list that shall be empty is written as such where the key is: an engine that reads the
     * file again would keep what it knows of a key that is gone.
     */
    public DaemonJson with(String key, List<String> list) {
        Span span = values.get(key);
        if (list(key).equals(list)) {
            return this;
        }
        String indent = indent();
        if (span != null) {
            return of(text.substring(0, span.from()) + array(list, indent) + text.substring(span.to()));
        }
        String entry = quoted(key) + ": " + array(list, indent);
        String gap = indent.isEmpty() ? " " : "\n" + indent;
        if (values.isEmpty()) {
            int brace = text.indexOf('{');
            String end = indent.isEmpty() ? "" : "\n";
            return of(text.substring(0, brace + 1)
                    + (indent.isEmpty() ? "" : gap)
                    + entry
                    + end
                    + text.substring(text.indexOf('}')));
        }
        int last = values.values().stream().mapToInt(Span::to).max().orElseThrow();
        return of(text.substring(0, last) + "," + gap + entry + text.substring(last));
    }

    /** What stands before the first key on its line; empty if the keys are not on lines of their own. */
    private String indent() {
        if (values.isEmpty()) {
            return text.strip().equals("{}") || text.contains("\n") ? "  " : "";
        }
        int key = values.values().iterator().next().key();
        int line = text.lastIndexOf('\n', key);
        String before = line < 0 ? "" : text.substring(line + 1, key);
        return before.isBlank() ? before : "";
    }

    private static String array(List<String> list, String indent) {
        List<String> quoted = list.stream().map(DaemonJson::quoted).toList();
        if (quoted.size() < 2 || indent.isEmpty()) {
            return "[" + String.join(", ", quoted) + "]";
        }
        String deeper = "\n" + indent + indent;
        return "[" + deeper + String.join("," + deeper, quoted) + "\n" + indent + "]";
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private static LongshoreException unfit(String why) {
        return new LongshoreException(
                ErrorCode.CONFIG_UNFIT,
                "the engine's configuration file can't be changed safely: " + why,
                "Correct the file on that host by hand, then look again.");
    }
}

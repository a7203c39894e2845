package dev.longshore.registries.client;

import dev.longshore.model.SafeText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Of an image's config what a list shows.
 *
 * @param platform {@code os/architecture[/variant]}
 * @param created null if it does not say, or says what is no date
 * @param labels 50 at most
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">image config</a>
 */
public record ImageConfig(String platform, @Nullable Instant created, Map<String, String> labels) {

    private static final int MOST_LABELS = 50;

    public ImageConfig {
        labels = Map.copyOf(labels);
    }

    static ImageConfig of(JsonNode node) {
        String variant = node.path("variant").asString("");
        String platform = node.path("os").asString("") + "/"
                + node.path("architecture").asString("") + (variant.isEmpty() ? "" : "/" + variant);
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each :
                node.path("config").path("Labels").properties()) {
            if (labels.size() < MOST_LABELS) {
                labels.put(
                        SafeText.line(each.getKey(), 200),
                        SafeText.line(each.getValue().asString(""), 500));
            }
        }
        return new ImageConfig(
                SafeText.line(platform, 60), time(node.path("created").asString("")), labels);
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException noDate) {
            return null;
        }
    }
}

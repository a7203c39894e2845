package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.ImageSearchAnswer;
import dev.longshore.wire.ImageSearchHit;
import dev.longshore.wire.ImageSearchQuestion;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Searches registries as {@code docker search} does.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageSearch">Engine API</a>
 */
final class ImageSearch {

    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9 ._:/\\[\\]-]{0,254}");
    private static final int MOST = 100;
    private static final int NAME = 255;
    private static final int DESCRIPTION = 300;

    private final EngineApi api;

    ImageSearch(EngineApi api) {
        this.api = api;
    }

    ImageSearchAnswer of(ImageSearchQuestion question, Duration patience) throws IOException, InterruptedException {
        if (!TERM.matcher(question.getTerm()).matches()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "not a text to search for: " + SafeText.quote(question.getTerm()));
        }
        ImageSearchAnswer.Builder answer = ImageSearchAnswer.newBuilder();
        int most = Math.clamp(question.getLimit(), 1, MOST);
        try {
            api.search(question.getTerm(), most, patience, node -> {
                answer.addHits(hit(node));
                return answer.getHitsCount() < most;
            });
        } catch (EngineRefusal refusal) {
            throw EngineFaults.ofTransfer(refusal); // of the registry, which the engine could not ask
        }
        return answer.build();
    }

    /** Podman writes the same in other cases of its letters. */
    private static ImageSearchHit hit(JsonNode node) {
        return ImageSearchHit.newBuilder()
                .setName(EngineTexts.line(either(node, "name", "Name"), NAME))
                .setDescription(EngineTexts.line(either(node, "description", "Description"), DESCRIPTION))
                .setStars(Math.max(0, either(node, "star_count", "Stars").asInt(0)))
                .setOfficial(yes(either(node, "is_official", "Official")))
                .setAutomated(yes(either(node, "is_automated", "Automated")))
                .build();
    }

    private static JsonNode either(JsonNode node, String name, String other) {
        JsonNode found = node.path(name);
        return found.isMissingNode() ? node.path(other) : found;
    }

    private static boolean yes(JsonNode node) {
        return node.asBoolean(false) || node.asText("").equals("[OK]");
    }
}

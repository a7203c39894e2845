package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.SearchTerm;
import dev.longshore.wire.ImageSearchAnswer;
import dev.longshore.wire.ImageSearchHit;
import dev.longshore.wire.ImageSearchQuestion;
import java.io.IOException;
import java.time.Duration;

/**
 * Searches registries as {@code docker search} does.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageSearch">Engine API</a>
 */
final class ImageSearch {

    private static final int MOST = 100;
    private static final int NAME = 255;
    private static final int DESCRIPTION = 300;

    private final EngineApi api;

    ImageSearch(EngineApi api) {
        this.api = api;
    }

    ImageSearchAnswer of(ImageSearchQuestion question, Duration patience) throws IOException, InterruptedException {
        SearchTerm term = SearchTerm.of(question.getTerm());
        ImageSearchAnswer.Builder answer = ImageSearchAnswer.newBuilder();
        int most = Math.clamp(question.getLimit(), 1, MOST);
        try {
            api.search(asked(term), most, patience, node -> {
                answer.addHits(hit(term, node));
                return answer.getHitsCount() < most;
            });
        } catch (EngineRefusal refusal) {
            throw EngineFaults.ofTransfer(refusal); // of the registry, which the engine could not ask
        }
        return answer.build();
    }

    /** Podman takes whatever stands before a slash for a registry, and without one asks all that it knows. */
    private String asked(SearchTerm term) throws IOException, InterruptedException {
        return term.registry().equals(SearchTerm.DOCKER_HUB) && !api.dialect().podman()
                ? term.text()
                : term.qualified();
    }

    /** Podman writes the same in other cases of its letters. */
    private static ImageSearchHit hit(SearchTerm term, JsonNode node) {
        return ImageSearchHit.newBuilder()
                .setName(named(term, EngineTexts.line(either(node, "name", "Name"), NAME)))
                .setDescription(EngineTexts.line(either(node, "description", "Description"), DESCRIPTION))
                .setStars(Math.max(0, either(node, "star_count", "Stars").asInt(0)))
                .setOfficial(yes(either(node, "is_official", "Official")))
                .setAutomated(yes(either(node, "is_automated", "Automated")))
                .build();
    }

    /** With the registry that was asked, which Docker leaves out. */
    private static String named(SearchTerm term, String name) {
        String registry = term.registry() + "/";
        return name.startsWith(registry) ? name : registry + name;
    }

    private static JsonNode either(JsonNode node, String name, String other) {
        JsonNode found = node.path(name);
        return found.isMissingNode() ? node.path(other) : found;
    }

    private static boolean yes(JsonNode node) {
        return node.asBoolean(false) || node.asText("").equals("[OK]");
    }
}

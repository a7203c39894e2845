package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All about one image: its configuration without the values of environment variables, and how it was built. */
final class ImageDetails {

    private static final int MAX_HISTORY = 500;
    private static final int MAX_ITEMS = 200;

    private final EngineApi api;
    private final Inventory inventory;

    ImageDetails(EngineApi api, Inventory inventory) {
        this.api = api;
        this.inventory = inventory;
    }

    ImageDetail of(ImageId id) throws IOException, InterruptedException {
        JsonNode node = api.imageOrNull(new ById(id));
        Image known = inventory.image(id.value());
        if (node == null || known == null) {
            throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + id.shortForm());
        }
        JsonNode config = node.path("Config");
        ImageDetail.Builder detail = ImageDetail.newBuilder()
                .setImage(known)
                .addAllEntrypoint(EngineTexts.lines(config.path("Entrypoint"), MAX_ITEMS, 1000))
                .addAllCmd(EngineTexts.lines(config.path("Cmd"), MAX_ITEMS, 1000))
                .setWorkingDir(EngineTexts.line(config.path("WorkingDir"), 500))
                .setUser(EngineTexts.line(config.path("User"), 100))
                .addAllExposedPorts(keys(config.path("ExposedPorts")))
                .addAllVolumes(keys(config.path("Volumes")))
                .setStopSignal(EngineTexts.line(config.path("StopSignal"), 32))
                .setAuthor(EngineTexts.line(node.path("Author"), 200))
                .setDockerVersion(EngineTexts.line(node.path("DockerVersion"), 50))
                .addAllHealthcheck(EngineTexts.lines(config.path("Healthcheck").path("Test"), MAX_ITEMS, 1000));
        for (String variable : EngineTexts.lines(config.path("Env"), MAX_ITEMS, 8000)) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            detail.addEnvNames(Pair.newBuilder().setKey(SafeText.line(name, 200)));
        }
        List<HistoryEntry> history = history(id);
        return detail.addAllHistory(LayerHistory.withLayers(history, known.getDiffIdsList()))
                .build();
    }

    private List<HistoryEntry> history(ImageId id) throws IOException, InterruptedException {
        List<HistoryEntry> newestFirst = new ArrayList<>();
        api.history(new ById(id), node -> {
            newestFirst.add(HistoryEntry.newBuilder()
                    .setCreatedMs(EngineTexts.millisOfSeconds(node.path("Created")))
                    .setCreatedBy(
                            SafeText.block(Redaction.step(node.path("CreatedBy").asText("")), 4096))
                    .setSizeBytes(Math.max(0, node.path("Size").asLong(0)))
                    .setComment(EngineTexts.line(node.path("Comment"), 300))
                    .build());
            return newestFirst.size() < MAX_HISTORY;
        });
        return newestFirst.reversed();
    }

    private static List<String> keys(JsonNode object) {
        return object.properties().stream()
                .limit(MAX_ITEMS)
                .map(entry -> SafeText.line(entry.getKey(), 300))
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}

package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results and failures as they are stored. Written out by hand, so that renaming a record's component can't make old rows
 * unreadable.
 *
 * @see TaskJson
 */
final class OperationJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OperationJson() {}

    static @Nullable String write(Operation.@Nullable Failure failure) {
        return failure == null ? null : node(failure).toString();
    }

    private static ObjectNode node(Operation.Failure failure) {
        ObjectNode node = JSON.createObjectNode()
                .put("code", failure.code().name())
                .put("reason", failure.reason())
                .put("remedy", failure.remedy());
        failure.subjects().forEach(node.putArray("subjects")::add);
        return node;
    }

    static Operation.@Nullable Failure readFailure(@Nullable String json) {
        return json == null ? null : failure(JSON.readTree(json));
    }

    private static Operation.Failure failure(JsonNode node) {
        return new Operation.Failure(
                ErrorCode.of(node.path("code").asString()),
                node.path("reason").asString(),
                node.path("remedy").asString(),
                texts(node.path("subjects")));
    }

    static @Nullable String write(Operation.@Nullable Result result) {
        if (result == null) {
            return null;
        }
        ObjectNode node = JSON.createObjectNode();
        switch (result) {
            case Operation.Result.Pulled pulled -> {
                node.put("imageId", pulled.imageId())
                        .put("digest", pulled.digest())
                        .put("alreadyPresent", pulled.alreadyPresent())
                        .put("bytes", pulled.bytes())
                        .put("architecture", pulled.architecture());
                pulled.tags().forEach(node.putArray("tags")::add);
            }
            case Operation.Result.Pushed pushed ->
                node.put("imageId", pushed.imageId())
                        .put("digest", pushed.digest())
                        .put("alreadyPresent", pushed.alreadyPresent())
                        .put("bytes", pushed.bytes())
                        .put("replacedImageId", pushed.replacedImageId());
            case Operation.Result.Copied copied -> {
                node.put("bytes", copied.bytes()).put("full", copied.full());
                writeCopied(node.putArray("images"), copied.images());
            }
            case Operation.Result.Made made -> {
                node.put("imageId", made.imageId());
                writeCopied(node.putArray("images"), made.images());
            }
            case Operation.Result.Built built -> BuildJson.write(node, built);
            case Operation.Result.Saved saved -> node.put("bytes", saved.bytes());
            case Operation.Result.Loaded loaded -> {
                node.put("bytes", loaded.bytes());
                ArrayNode images = node.putArray("images");
                loaded.images().forEach(image -> write(images.addObject(), image));
            }
            case Operation.Result.Tagged tagged ->
                node.put("imageId", tagged.imageId()).put("replacedImageId", tagged.replacedImageId());
            case Operation.Result.Configured configured -> MirrorsJson.write(node, configured);
            case Operation.Result.Removed removed -> {
                node.put("reclaimedBytes", removed.reclaimedBytes());
                ArrayNode items = node.putArray("items");
                removed.items().forEach(item -> write(items.addObject(), item));
            }
        }
        return node.toString();
    }

    static void writeCopied(ArrayNode array, List<Operation.CopiedImage> images) {
        images.forEach(image -> array.addObject()
                .put("reference", image.reference())
                .put("imageId", image.imageId())
                .put("replacedImageId", image.replacedImageId())
                .put("alreadyPresent", image.alreadyPresent()));
    }

    static List<Operation.CopiedImage> copied(JsonNode array) {
        List<Operation.CopiedImage> images = new ArrayList<>();
        for (JsonNode image : array) {
            images.add(new Operation.CopiedImage(
                    image.path("reference").asString(),
                    image.path("imageId").asString(),
                    image.path("replacedImageId").asString(),
                    image.path("alreadyPresent").asBoolean()));
        }
        return images;
    }

    private static void write(ObjectNode node, Operation.LoadedImage image) {
        node.put("reference", image.reference())
                .put("imageId", image.imageId())
                .put("replacedImageId", image.replacedImageId())
                .put("alreadyPresent", image.alreadyPresent());
        if (image.failure() != null) {
            node.set("failure", node(image.failure()));
        }
    }

    private static void write(ObjectNode node, Operation.RemovedItem item) {
        node.put("target", item.target());
        item.untagged().forEach(node.putArray("untagged")::add);
        item.deleted().forEach(node.putArray("deleted")::add);
        if (item.failure() != null) {
            node.set("failure", node(item.failure()));
        }
    }

    static Operation.@Nullable Result readResult(Task task, @Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonNode node = JSON.readTree(json);
        return switch (task) {
            case Task.Pull _ ->
                new Operation.Result.Pulled(
                        node.path("imageId").asString(),
                        node.path("digest").asString(),
                        node.path("alreadyPresent").asBoolean(),
                        texts(node.path("tags")),
                        node.path("bytes").asLong(),
                        node.path("architecture").asString());
            case Task.Push _ ->
                new Operation.Result.Pushed(
                        node.path("imageId").asString(),
                        node.path("digest").asString(),
                        node.path("alreadyPresent").asBoolean(),
                        node.path("bytes").asLong(),
                        node.path("replacedImageId").asString());
            case Task.Copy _ ->
                new Operation.Result.Copied(
                        copied(node.path("images")),
                        node.path("bytes").asLong(),
                        node.path("full").asBoolean());
            case Task.Commit _, Task.Import _ ->
                new Operation.Result.Made(node.path("imageId").asString(), copied(node.path("images")));
            case Task.Build _ -> BuildJson.result(node);
            case Task.Load _ -> {
                List<Operation.LoadedImage> images = new ArrayList<>();
                for (JsonNode image : node.path("images")) {
                    images.add(new Operation.LoadedImage(
                            image.path("reference").asString(),
                            image.path("imageId").asString(),
                            image.path("replacedImageId").asString(),
                            image.path("alreadyPresent").asBoolean(),
                            image.has("failure") ? failure(image.path("failure")) : null));
                }
                yield new Operation.Result.Loaded(images, node.path("bytes").asLong());
            }
            case Task.Save _, Task.Export _ ->
                new Operation.Result.Saved(node.path("bytes").asLong());
            case Task.Tag _ ->
                new Operation.Result.Tagged(
                        node.path("imageId").asString(),
                        node.path("replacedImageId").asString());
            case Task.Mirrors _ -> MirrorsJson.readResult(node);
            case Task.Remove _, Task.Prune _ -> {
                List<Operation.RemovedItem> items = new ArrayList<>();
                for (JsonNode item : node.path("items")) {
                    items.add(new Operation.RemovedItem(
                            item.path("target").asString(),
                            texts(item.path("untagged")),
                            texts(item.path("deleted")),
                            item.has("failure") ? failure(item.path("failure")) : null));
                }
                yield new Operation.Result.Removed(
                        items, node.path("reclaimedBytes").asLong());
            }
        };
    }

    /** The texts of an array; none of anything else. */
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }
}

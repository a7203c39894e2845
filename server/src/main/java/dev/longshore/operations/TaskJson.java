package dev.longshore.operations;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tasks as they are stored. Written out by hand, so that renaming a record's component can't make old rows unreadable.
 * There is no place for credentials here.
 */
final class TaskJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TaskJson() {}

    static String write(Task task) {
        ObjectNode node = JSON.createObjectNode().put("type", task.type());
        switch (task) {
            case Task.Pull pull -> {
                node.put("reference", pull.reference().normalized()).put("allTags", pull.allTags());
                if (pull.platform() != null) {
                    node.put("platform", pull.platform().toString());
                }
            }
            case Task.Push push -> write(node, push.source(), push.target(), push.overwrite());
            case Task.Copy copy -> {
                node.put("source", copy.source().value()).put("overwrite", copy.overwrite());
                ArrayNode references = node.putArray("references");
                copy.references().forEach(reference -> references.add(reference.normalized()));
            }
            case Task.Save save -> {
                node.put("compression", save.compression().name());
                ArrayNode references = node.putArray("references");
                save.references().forEach(reference -> references.add(reference.normalized()));
            }
            case Task.Export export ->
                node.put("container", export.container().value())
                        .put("name", export.name())
                        .put("compression", export.compression().name());
            case Task.Import root -> {
                node.put("fileName", root.fileName())
                        .put("target", root.target().normalized())
                        .put("message", root.message())
                        .put("overwrite", root.overwrite());
                write(node, root.changes());
            }
            case Task.Load load -> node.put("fileName", load.fileName()).put("overwrite", load.overwrite());
            case Task.Tag tag -> write(node, tag.source(), tag.target(), tag.overwrite());
            case Task.Commit commit -> {
                node.put("container", commit.container().value())
                        .put("target", commit.target().normalized())
                        .put("message", commit.message())
                        .put("author", commit.author())
                        .put("pause", commit.pause())
                        .put("overwrite", commit.overwrite());
                write(node, commit.changes());
            }
            case Task.Build build -> BuildJson.write(node, build);
            case Task.Remove remove -> {
                node.put("force", remove.force());
                ArrayNode targets = node.putArray("targets");
                remove.targets().forEach(target -> targets.add(target.text()));
            }
            case Task.Prune prune -> {
                node.put("allUnused", prune.allUnused());
                ObjectNode images = node.putObject("images");
                prune.images().forEach((host, ids) -> {
                    ArrayNode array = images.putArray(host.value());
                    ids.forEach(id -> array.add(id.value()));
                });
            }
            case Task.Mirrors mirrors -> MirrorsJson.write(node, mirrors);
        }
        return node.toString();
    }

    private static void write(ObjectNode node, List<ImageChange> changes) {
        ArrayNode texts = node.putArray("changes");
        changes.forEach(change -> texts.add(change.text()));
    }

    private static List<ImageChange> changes(JsonNode node) {
        return OperationJson.texts(node.path("changes")).stream()
                .map(ImageChange::of)
                .toList();
    }

    /** Older rows tell only whether it was gzip. */
    private static Compression compression(JsonNode node) {
        if (node.has("compression")) {
            return Compression.valueOf(node.path("compression").asString());
        }
        return node.path("gzip").asBoolean() ? Compression.GZIP : Compression.NONE;
    }

    private static void write(ObjectNode node, Task.Target source, ImageRef target, boolean overwrite) {
        node.put("source", source.text()).put("target", target.normalized()).put("overwrite", overwrite);
    }

    static Task read(String json) {
        JsonNode node = JSON.readTree(json);
        String type = node.path("type").asString();
        return switch (type) {
            case "pull" ->
                new Task.Pull(
                        ImageRef.of(node.path("reference").asString()),
                        node.path("allTags").asBoolean(),
                        node.has("platform") ? Platform.of(node.path("platform").asString()) : null);
            case "push" ->
                new Task.Push(
                        Task.Target.of(node.path("source").asString()),
                        ImageRef.of(node.path("target").asString()),
                        node.path("overwrite").asBoolean());
            case "copy" ->
                new Task.Copy(
                        HostId.of(node.path("source").asString()),
                        references(node.path("references")),
                        node.path("overwrite").asBoolean());
            case "save" -> new Task.Save(references(node.path("references")), compression(node));
            case "export" ->
                new Task.Export(
                        ContainerId.of(node.path("container").asString()),
                        node.path("name").asString(),
                        compression(node));
            case "import" ->
                new Task.Import(
                        node.path("fileName").asString(),
                        ImageRef.of(node.path("target").asString()),
                        node.path("message").asString(),
                        changes(node),
                        node.path("overwrite").asBoolean());
            case "load" ->
                new Task.Load(
                        node.path("fileName").asString(), node.path("overwrite").asBoolean());
            case "tag" ->
                new Task.Tag(
                        Task.Target.of(node.path("source").asString()),
                        ImageRef.of(node.path("target").asString()),
                        node.path("overwrite").asBoolean());
            case "commit" ->
                new Task.Commit(
                        ContainerId.of(node.path("container").asString()),
                        ImageRef.of(node.path("target").asString()),
                        node.path("message").asString(),
                        node.path("author").asString(),
                        changes(node),
                        node.path("pause").asBoolean(),
                        node.path("overwrite").asBoolean());
            case "build" -> BuildJson.task(node);
            case "remove" ->
                new Task.Remove(
                        OperationJson.texts(node.path("targets")).stream()
                                .map(Task.Target::of)
                                .toList(),
                        node.path("force").asBoolean());
            case "prune" -> {
                Map<HostId, List<ImageId>> images = new HashMap<>();
                node.path("images")
                        .properties()
                        .forEach(each -> images.put(
                                HostId.of(each.getKey()),
                                OperationJson.texts(each.getValue()).stream()
                                        .map(ImageId::of)
                                        .toList()));
                yield new Task.Prune(images, node.path("allUnused").asBoolean());
            }
            case "mirrors" -> MirrorsJson.readTask(node);
            default -> throw new IllegalStateException("a stored task of type " + type);
        };
    }

    private static List<ImageRef> references(JsonNode array) {
        return OperationJson.texts(array).stream().map(ImageRef::of).toList();
    }
}

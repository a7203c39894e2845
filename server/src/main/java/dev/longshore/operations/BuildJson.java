package dev.longshore.operations;

import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContextPath;
import dev.longshore.model.ImageRef;
import dev.longshore.model.Platform;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds as they are stored: of their arguments the names only. */
final class BuildJson {

    private BuildJson() {}

    static void write(ObjectNode node, Task.Build build) {
        BuildSettings settings = build.settings();
        node.put("contextName", build.contextName())
                .put("overwrite", build.overwrite())
                .put("dockerfile", settings.dockerfile().text())
                .put("target", settings.target())
                .put("noCache", settings.noCache())
                .put("pull", settings.pull())
                .put("builder", settings.builder().name().toLowerCase(Locale.ROOT));
        if (settings.platform() != null) {
            node.put("platform", settings.platform().toString());
        }
        build.names().stream().map(ImageRef::normalized).forEach(node.putArray("names")::add);
        build.signIns().forEach(node.putArray("signIns")::add);
        build.arguments().names().forEach(node.putArray("arguments")::add);
        settings.labels().forEach(node.putObject("labels")::put);
    }

    static Task.Build task(JsonNode node) {
        Map<String, String> labels = new HashMap<>();
        node.path("labels")
                .properties()
                .forEach(each -> labels.put(each.getKey(), each.getValue().asString()));
        BuildSettings settings = new BuildSettings(
                ContextPath.of(node.path("dockerfile").asString()),
                node.path("target").asString(),
                node.has("platform") ? Platform.of(node.path("platform").asString()) : null,
                node.path("noCache").asBoolean(),
                node.path("pull").asBoolean(),
                labels,
                BuildSettings.Builder.valueOf(node.path("builder").asString().toUpperCase(Locale.ROOT)));
        return new Task.Build(
                OperationJson.texts(node.path("names")).stream()
                        .map(ImageRef::of)
                        .toList(),
                settings,
                BuildArgs.named(OperationJson.texts(node.path("arguments"))),
                OperationJson.texts(node.path("signIns")),
                node.path("contextName").asString(),
                node.path("overwrite").asBoolean());
    }

    static void write(ObjectNode node, Operation.Result.Built built) {
        node.put("imageId", built.imageId())
                .put("builder", built.builder())
                .put("logFirst", built.log().first());
        built.log().lines().forEach(node.putArray("log")::add);
        OperationJson.writeCopied(node.putArray("images"), built.images());
    }

    static Operation.Result.Built result(JsonNode node) {
        return new Operation.Result.Built(
                node.path("imageId").asString(),
                OperationJson.copied(node.path("images")),
                node.path("builder").asString(),
                new Operation.Log(node.path("logFirst").asLong(), OperationJson.texts(node.path("log"))));
    }
}

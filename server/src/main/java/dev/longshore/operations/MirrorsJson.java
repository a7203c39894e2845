package dev.longshore.operations;

import dev.longshore.model.HostId;
import dev.longshore.model.InsecureRegistry;
import dev.longshore.model.ListChange;
import dev.longshore.model.ListEdit;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.RegistryMirror;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of registries in engines' configuration, and what became of them, as they are stored. */
final class MirrorsJson {

    private MirrorsJson() {}

    static void write(ObjectNode node, Task.Mirrors task) {
        write(node.putObject("mirrors"), task.edit().mirrors());
        write(node.putObject("insecure"), task.edit().insecure());
        ObjectNode seen = node.putObject("seen");
        task.seen().forEach((host, digest) -> seen.put(host.value(), digest));
    }

    private static void write(ObjectNode node, ListEdit<?> edit) {
        node.put("replace", edit.replace());
        edit.add().forEach(added -> node.withArray("add").add(added.toString()));
        edit.remove().forEach(removed -> node.withArray("remove").add(removed.toString()));
    }

    static Task.Mirrors readTask(JsonNode node) {
        Map<HostId, String> seen = new HashMap<>();
        node.path("seen")
                .properties()
                .forEach(each ->
                        seen.put(HostId.of(each.getKey()), each.getValue().asString()));
        return new Task.Mirrors(
                new MirrorsEdit(
                        edit(node.path("mirrors"), RegistryMirror::of),
                        edit(node.path("insecure"), InsecureRegistry::of)),
                seen);
    }

    private static <T> ListEdit<T> edit(JsonNode node, Function<String, T> grammar) {
        return new ListEdit<>(
                node.path("replace").asBoolean(),
                OperationJson.texts(node.path("add")).stream().map(grammar).toList(),
                OperationJson.texts(node.path("remove")).stream().map(grammar).toList());
    }

    static void write(ObjectNode node, Operation.Result.Configured configured) {
        node.put("effect", configured.effect().name())
                .put("backup", configured.backup())
                .put("note", configured.note());
        write(node.putObject("mirrors"), configured.mirrors());
        write(node.putObject("insecure"), configured.insecure());
    }

    private static void write(ObjectNode node, ListChange change) {
        change.before().forEach(node.putArray("before")::add);
        change.after().forEach(node.putArray("after")::add);
    }

    static Operation.Result.Configured readResult(JsonNode node) {
        return new Operation.Result.Configured(
                Operation.Effect.valueOf(node.path("effect").asString()),
                change(node.path("mirrors")),
                change(node.path("insecure")),
                node.path("backup").asString(),
                node.path("note").asString());
    }

    private static ListChange change(JsonNode node) {
        return new ListChange(OperationJson.texts(node.path("before")), OperationJson.texts(node.path("after")));
    }
}

package dev.longshore.api;

import dev.longshore.model.BuildSettings;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.Task;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was asked of an operation, under the names of the request that asks for it ({@link NewOperation}). */
final class TaskFields {

    private TaskFields() {}

    static Map<String, Object> of(Task task) {
        Map<String, Object> fields = new TreeMap<>();
        switch (task) {
            case Task.Pull pull -> {
                fields.put("reference", pull.reference().normalized());
                fields.put("allTags", pull.allTags());
                if (pull.platform() != null) {
                    fields.put("platform", pull.platform().toString());
                }
            }
            case Task.Push push -> naming(fields, push.source(), push.target(), push.overwrite());
            case Task.Copy copy -> {
                fields.put("source", copy.source().value());
                fields.put(
                        "references",
                        copy.references().stream().map(ImageRef::normalized).toList());
                fields.put("overwrite", copy.overwrite());
            }
            case Task.Save save -> {
                fields.put(
                        "references",
                        save.references().stream().map(ImageRef::normalized).toList());
                fields.put("compress", Words.of(save.compression()));
            }
            case Task.Export export -> {
                fields.put("container", export.container().value());
                fields.put("containerName", export.name());
                fields.put("compress", Words.of(export.compression()));
            }
            case Task.Import root -> {
                fields.put("fileName", root.fileName());
                fields.put("target", root.target().normalized());
                fields.put("message", root.message());
                fields.put("changes", texts(root.changes()));
                fields.put("overwrite", root.overwrite());
            }
            case Task.Load load -> {
                fields.put("fileName", load.fileName());
                fields.put("overwrite", load.overwrite());
            }
            case Task.Tag tag -> naming(fields, tag.source(), tag.target(), tag.overwrite());
            case Task.Commit commit -> {
                fields.put("container", commit.container().value());
                fields.put("target", commit.target().normalized());
                fields.put("message", commit.message());
                fields.put("author", commit.author());
                fields.put("changes", texts(commit.changes()));
                fields.put("pause", commit.pause());
                fields.put("overwrite", commit.overwrite());
            }
            case Task.Build build -> build(fields, build);
            case Task.Remove remove -> {
                fields.put(
                        "targets",
                        remove.targets().stream().map(Task.Target::text).toList());
                fields.put("force", remove.force());
            }
            case Task.Prune prune -> {
                Map<String, List<String>> images = new TreeMap<>();
                prune.images()
                        .forEach((host, ids) -> images.put(
                                host.value(), ids.stream().map(id -> id.value()).toList()));
                fields.put("images", images);
                fields.put("all", prune.allUnused());
            }
            case Task.Mirrors mirrors -> {
                fields.put("mirrors", MirrorsController.Lists.of(mirrors.edit().mirrors()));
                fields.put("insecure", MirrorsController.Lists.of(mirrors.edit().insecure()));
                Map<String, String> seen = new TreeMap<>();
                mirrors.seen().forEach((host, digest) -> seen.put(host.value(), digest));
                fields.put("seen", seen);
            }
        }
        return fields;
    }

    /** Of its arguments the names. */
    private static void build(Map<String, Object> fields, Task.Build build) {
        BuildSettings settings = build.settings();
        fields.put("names", build.names().stream().map(ImageRef::normalized).toList());
        fields.put("fileName", build.contextName());
        fields.put("dockerfile", settings.dockerfile().text());
        fields.put("target", settings.target());
        if (settings.platform() != null) {
            fields.put("platform", settings.platform().toString());
        }
        fields.put("noCache", settings.noCache());
        fields.put("pull", settings.pull());
        fields.put("signIns", build.signIns());
        fields.put("arguments", build.arguments().names());
        fields.put("labels", settings.labels());
        fields.put("builder", Words.of(settings.builder()));
        fields.put("overwrite", build.overwrite());
    }

    private static List<String> texts(List<ImageChange> changes) {
        return changes.stream().map(ImageChange::text).toList();
    }

    private static void naming(Map<String, Object> fields, Task.Target source, ImageRef target, boolean overwrite) {
        fields.put("source", source.text());
        fields.put("target", target.normalized());
        fields.put("overwrite", overwrite);
    }
}

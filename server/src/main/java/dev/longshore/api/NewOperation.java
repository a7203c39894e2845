package dev.longshore.api;

import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.model.SafeText;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation as asked for. Which of the fields below {@code hosts} there may be depends on the type; a field that the
 * type does not have is refused.
 *
 * @param type pull, push, copy, tag, commit, remove, prune or mirrors
 * @param hosts ids of hosts, each once
 * @param reference pull: what to pull
 * @param allTags pull: all tags of the repository
 * @param platform pull: os/arch[/variant]
 * @param credentials pull, push: for this job only, never stored
 * @param references copy: what to copy, each with a tag
 * @param source tag, push: a reference or an image id; copy: the id of the host to copy from
 * @param target tag, push, commit: the new name
 * @param overwrite tag, push, copy, commit: whether the target may be taken from another image
 * @param container commit: the container's id
 * @param message commit: what is in it
 * @param author commit: who made it
 * @param changes commit: Dockerfile instructions that set the config, a line each
 * @param pause commit: whether the container's processes stand still meanwhile; true if absent
 * @param targets remove: references (untag) and image ids (delete)
 * @param force remove: also what stopped containers use, or what has several tags
 * @param images prune: by host id, exactly the image ids that a preview showed
 * @param all prune: whether the preview was of all unused images
 * @param mirrors mirrors: the change of the registry mirrors
 * @param insecure mirrors: the change of the insecure registries
 * @param seen mirrors: by host id, the digest of its file as a preview gave it
 */
record NewOperation(
        @Nullable String type,
        @Nullable List<@Nullable String> hosts,
        @Nullable String reference,
        @Nullable Boolean allTags,
        @Nullable String platform,
        @Nullable Credentials credentials,
        @Nullable List<@Nullable String> references,
        @Nullable String source,
        @Nullable String target,
        @Nullable Boolean overwrite,
        @Nullable String container,
        @Nullable String message,
        @Nullable String author,
        @Nullable List<@Nullable String> changes,
        @Nullable Boolean pause,
        @Nullable List<@Nullable String> targets,
        @Nullable Boolean force,
        @Nullable Map<String, List<@Nullable String>> images,
        @Nullable Boolean all,
        MirrorsController.@Nullable Lists mirrors,
        MirrorsController.@Nullable Lists insecure,
        @Nullable Map<String, @Nullable String> seen) {

    /** Sign-in to one registry; without {@code registry} that of the reference. */
    record Credentials(
            @Nullable String registry,
            @Nullable String username,
            @Nullable String password) {

        @Override
        public String toString() {
            return "Credentials[" + registry + "]";
        }

        /** For a task; for one that needs no registry, the gateway refuses them. */
        OperationRequest.Credentials of(Task task) {
            return new OperationRequest.Credentials(
                    registry == null ? task.registry() : registry,
                    Fields.required("credentials.username", username),
                    Fields.required("credentials.password", password));
        }
    }

    OperationRequest request(@Nullable String idempotencyKey) {
        List<HostId> ids = list("hosts", hosts, HostId::of);
        String kind = Fields.required("type", type);
        Task task = switch (kind) {
            case "pull" -> pull();
            case "push" -> push();
            case "copy" -> copy();
            case "tag" -> tag();
            case "commit" -> commit();
            case "remove" -> remove();
            case "prune" -> prune();
            case "mirrors" -> mirrorsTask();
            default ->
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST,
                        "type: must be one of pull, push, copy, tag, commit, remove, prune, mirrors, not "
                                + SafeText.quote(kind));
        };
        return new OperationRequest(task, ids, credentials == null ? null : credentials.of(task), idempotencyKey);
    }

    private Task pull() {
        only("pull", "reference", "allTags", "platform", "credentials");
        String text = Fields.required("reference", reference);
        boolean every = Boolean.TRUE.equals(allTags);
        String wanted = platform;
        return new Task.Pull(
                Fields.parse("reference", () -> every ? ImageRef.ofName(text) : ImageRef.of(text)),
                every,
                wanted == null ? null : Fields.parse("platform", () -> Platform.of(wanted)));
    }

    /** Without {@code source}, what has the target's name already. */
    private Task push() {
        only("push", "source", "target", "overwrite", "credentials");
        ImageRef to = newName();
        String from = source;
        return new Task.Push(
                from == null ? new Task.Target.Named(to) : Fields.parse("source", () -> Task.Target.of(from)),
                to,
                Boolean.TRUE.equals(overwrite));
    }

    private Task copy() {
        only("copy", "references", "source", "overwrite");
        String from = Fields.required("source", source);
        return new Task.Copy(
                Fields.parse("source", () -> HostId.of(from)),
                list("references", references, ImageRef::of),
                Boolean.TRUE.equals(overwrite));
    }

    private Task tag() {
        only("tag", "source", "target", "overwrite");
        String from = Fields.required("source", source);
        return new Task.Tag(
                Fields.parse("source", () -> Task.Target.of(from)), newName(), Boolean.TRUE.equals(overwrite));
    }

    private Task commit() {
        only("commit", "container", "target", "message", "author", "changes", "pause", "overwrite");
        String of = Fields.required("container", container);
        return new Task.Commit(
                Fields.parse("container", () -> ContainerId.of(of)),
                newName(),
                message == null ? "" : message,
                author == null ? "" : author,
                changes == null ? List.of() : list("changes", changes, ImageChange::of),
                !Boolean.FALSE.equals(pause),
                Boolean.TRUE.equals(overwrite));
    }

    private ImageRef newName() {
        String to = Fields.required("target", target);
        return Fields.parse("target", () -> ImageRef.of(to));
    }

    private Task remove() {
        only("remove", "targets", "force");
        return new Task.Remove(list("targets", targets, Task.Target::of), Boolean.TRUE.equals(force));
    }

    private Task prune() {
        only("prune", "images", "all");
        Map<HostId, List<ImageId>> byHost = new HashMap<>();
        Map<String, List<@Nullable String>> given = Fields.required("images", images);
        for (String host : given.keySet()) {
            byHost.put(
                    Fields.parse("images", () -> HostId.of(host)),
                    list("images." + host, given.get(host), ImageId::of));
        }
        return new Task.Prune(byHost, Boolean.TRUE.equals(all));
    }

    private Task mirrorsTask() {
        only("mirrors", "mirrors", "insecure", "seen");
        Map<HostId, String> digests = new HashMap<>();
        Map<String, @Nullable String> given = Fields.required("seen", seen);
        for (Map.Entry<String, @Nullable String> each : given.entrySet()) {
            digests.put(Fields.parse("seen", () -> HostId.of(each.getKey())), Fields.required("seen", each.getValue()));
        }
        return new Task.Mirrors(MirrorsController.Lists.edit(mirrors, insecure), digests);
    }

    private void only(String task, String... own) {
        Map<String, @Nullable Object> given = new HashMap<>();
        given.put("reference", reference);
        given.put("allTags", allTags);
        given.put("platform", platform);
        given.put("credentials", credentials);
        given.put("references", references);
        given.put("source", source);
        given.put("target", target);
        given.put("overwrite", overwrite);
        given.put("container", container);
        given.put("message", message);
        given.put("author", author);
        given.put("changes", changes);
        given.put("pause", pause);
        given.put("targets", targets);
        given.put("force", force);
        given.put("images", images);
        given.put("all", all);
        given.put("mirrors", mirrors);
        given.put("insecure", insecure);
        given.put("seen", seen);
        given.keySet().removeAll(List.of(own));
        given.forEach((field, value) -> Fields.absent(field, value, task));
    }

    private static <T> List<T> list(
            String field, @Nullable List<@Nullable String> texts, java.util.function.Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        for (String text : Fields.required(field, texts)) {
            String present = Fields.required(field, text);
            parsed.add(Fields.parse(field, () -> parser.apply(present)));
        }
        return parsed;
    }
}

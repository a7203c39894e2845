package dev.longshore.ui.operations;

import dev.longshore.operations.Operation;
import dev.longshore.operations.Operation.CopiedImage;
import dev.longshore.operations.Operation.Part;
import dev.longshore.operations.Operation.Progress;
import dev.longshore.operations.Operation.Result;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Operations and their parts in words. */
final class PartText {

    private PartText() {}

    /** What is done to what, for example {@code Pull nginx:1.27}. */
    static String title(Operation operation) {
        var task = operation.task();
        return switch (task) {
            case Task.Pull pull ->
                Texts.of(
                        pull.allTags() ? "operations.pullAll" : "operations.pull",
                        pull.reference().familiar());
            case Task.Push push -> Texts.of("operations.push", push.target().familiar());
            case Task.Copy copy ->
                copy.references().size() == 1
                        ? Texts.of(
                                "operations.copy", copy.references().getFirst().familiar())
                        : Texts.of("operations.copyMany", copy.references().size());
            case Task.Save save ->
                save.references().size() == 1
                        ? Texts.of(
                                "operations.save", save.references().getFirst().familiar())
                        : Texts.of("operations.saveMany", save.references().size());
            case Task.Load load -> Texts.of("operations.load", load.fileName().isEmpty() ? "…" : load.fileName());
            case Task.Export export ->
                Texts.of(
                        "operations.export",
                        export.name().isEmpty() ? export.container().value().substring(0, 12) : export.name());
            case Task.Import root ->
                Texts.of(
                        "operations.import",
                        root.fileName().isEmpty() ? "…" : root.fileName(),
                        root.target().familiar());
            case Task.Tag tag ->
                Texts.of("operations.tag", shown(tag.source()), tag.target().familiar());
            case Task.Commit commit ->
                Texts.of(
                        "operations.commit",
                        commit.container().value().substring(0, 12),
                        commit.target().familiar());
            case Task.Build build -> build(build);
            case Task.Remove remove ->
                remove.targets().size() == 1
                        ? Texts.of("operations.remove", shown(remove.targets().getFirst()))
                        : Texts.of("operations.removeMany", remove.targets().size());
            case Task.Mirrors mirrors ->
                Texts.of("operations.mirrors", mirrors.edit().inWords());
            case Task.Prune prune ->
                Texts.of(
                        prune.allUnused() ? "operations.pruneUnused" : "operations.pruneDangling",
                        prune.images().values().stream().mapToInt(List::size).sum());
        };
    }

    private static String build(Task.Build build) {
        if (build.names().isEmpty()) {
            return Texts.of("operations.build", build.contextName().isEmpty() ? "…" : build.contextName());
        }
        var first = build.names().getFirst().familiar();
        return build.names().size() == 1
                ? Texts.of("operations.build", first)
                : Texts.of("operations.buildMany", first, build.names().size() - 1);
    }

    private static String shown(Task.Target target) {
        return switch (target) {
            case Task.Target.Named named -> named.reference().familiar();
            case Task.Target.ById byId -> byId.id().shortForm();
        };
    }

    /** How far a part is, or how it ended, in one line. */
    static String of(Part part) {
        return switch (part.state()) {
            case QUEUED -> Texts.of("operations.waiting");
            case RUNNING -> progress(part.progress());
            case SUCCEEDED -> result(part);
            case FAILED -> part.result() == null || part.result() instanceof Result.Built ? failed(part) : result(part);
            case CANCELLED -> Texts.of("operation.state.CANCELLED");
            case INTERRUPTED -> Texts.of("operation.state.INTERRUPTED");
        };
    }

    private static String failed(Part part) {
        var failure = part.failure();
        return failure == null ? Texts.of("operation.state.FAILED") : Texts.error(failure.code());
    }

    private static String progress(Progress progress) {
        var words = new ArrayList<String>();
        if (progress.totalBytes() > 0) {
            words.add(Texts.of("operations.bytes", Bytes.of(progress.doneBytes()), Bytes.of(progress.totalBytes())));
        } else if (progress.doneBytes() > 0) {
            words.add(Bytes.of(progress.doneBytes()));
        } else if (progress.totalItems() > 0) {
            words.add(Texts.of("operations.items", progress.doneItems(), progress.totalItems()));
        }
        if (progress.bytesPerSecond() > 0) {
            words.add(Bytes.rate(progress.bytesPerSecond()));
        }
        if (progress.secondsLeft() >= 0) {
            words.add(Texts.of("operations.left", Age.took(Duration.ofSeconds(progress.secondsLeft()))));
        }
        return words.isEmpty()
                ? progress.step().isEmpty() ? Texts.of("operation.state.RUNNING") : progress.step()
                : String.join(" · ", words);
    }

    private static String result(Part part) {
        var words = new ArrayList<String>();
        switch (part.result()) {
            case null -> words.add(Texts.of("operation.state." + part.state().name()));
            case Result.Pulled pulled -> {
                words.add(
                        pulled.alreadyPresent()
                                ? Texts.of("operations.alreadyThere")
                                : pulled.bytes() > 0
                                        ? Texts.of("operations.pulled", Bytes.of(pulled.bytes()))
                                        // the layers were there, or the engine tells no bytes of small ones (Podman)
                                        : Texts.of("operations.pulledAll"));
                if (pulled.tags().size() > 1) {
                    words.add(Texts.of("operations.tags", pulled.tags().size()));
                }
                if (!pulled.digest().isEmpty()) {
                    words.add(shortDigest(pulled.digest()));
                }
            }
            case Result.Pushed pushed -> {
                words.add(
                        pushed.alreadyPresent()
                                ? Texts.of("operations.registryHadAll")
                                : pushed.bytes() > 0
                                        ? Texts.of("operations.pushed", Bytes.of(pushed.bytes()))
                                        : Texts.of("operations.pushedAll"));
                if (!pushed.digest().isEmpty()) {
                    words.add(shortDigest(pushed.digest()));
                }
            }
            case Result.Copied copied -> {
                words.add(
                        copied.bytes() > 0
                                ? Texts.of("operations.copied", Bytes.of(copied.bytes()))
                                : Texts.of("operations.allThere"));
                if (copied.full()) {
                    words.add(Texts.of("operations.copiedFull"));
                }
                long replaced = copied.images().stream()
                        .filter(image -> !image.replacedImageId().isEmpty())
                        .count();
                if (replaced > 0) {
                    words.add(Texts.of("operations.namesTaken", replaced));
                }
            }
            case Result.Saved saved -> words.add(Texts.of("operations.saved", Bytes.of(saved.bytes())));
            case Result.Loaded loaded -> {
                long kept = loaded.images().stream()
                        .filter(image -> image.failure() != null)
                        .count();
                words.add(Texts.of("operations.loaded", loaded.images().size() - kept, Bytes.of(loaded.bytes())));
                if (kept > 0) {
                    words.add(Texts.of("operations.namesKept", kept));
                }
            }
            case Result.Tagged tagged ->
                words.add(
                        tagged.replacedImageId().isEmpty()
                                ? Texts.of("operations.tagged")
                                : Texts.of("operations.replaced", shortDigest(tagged.replacedImageId())));
            case Result.Made made -> made(made.imageId(), made.images(), words);
            case Result.Built built -> made(built.imageId(), built.images(), words);
            case Result.Configured configured -> words.add(Texts.of("operations.configured." + configured.effect()));
            case Result.Removed removed -> {
                long gone = removed.items().stream()
                        .filter(item -> item.failure() == null)
                        .count();
                long kept = removed.items().size() - gone;
                words.add(Texts.of("operations.removed", gone));
                if (removed.reclaimedBytes() > 0) {
                    words.add(Texts.of("operations.freed", Bytes.of(removed.reclaimedBytes())));
                }
                if (kept > 0) {
                    words.add(Texts.of("operations.kept", kept));
                }
            }
        }
        var took = took(part);
        if (!took.isEmpty()) {
            words.add(took);
        }
        return String.join(" · ", words);
    }

    private static void made(String imageId, List<CopiedImage> images, List<String> words) {
        words.add(Texts.of("operations.made", shortDigest(imageId)));
        long replaced = images.stream()
                .filter(image -> !image.replacedImageId().isEmpty())
                .count();
        if (replaced > 0) {
            words.add(Texts.of("operations.namesTaken", replaced));
        }
    }

    /** {@code sha256:a3f91c…}. */
    static String shortDigest(String digest) {
        int colon = digest.indexOf(':');
        int end = Math.min(digest.length(), colon + 1 + 12);
        return digest.substring(0, end) + (end < digest.length() ? "…" : "");
    }

    private static String took(Part part) {
        return part.startedAt() == null || part.finishedAt() == null
                ? ""
                : Age.took(Duration.between(part.startedAt(), part.finishedAt()));
    }

    /** How far, from 0 to 1; -1 while that is not known. */
    static double share(Part part) {
        if (part.state().ended()) {
            return 1;
        }
        var progress = part.progress();
        if (progress.totalBytes() > 0) {
            return Math.min(1, (double) progress.doneBytes() / progress.totalBytes());
        }
        if (progress.totalItems() > 0) {
            return Math.min(1, (double) progress.doneItems() / progress.totalItems());
        }
        return part.state() == OperationState.QUEUED ? 0 : -1;
    }

    /** A result in few words over all hosts, for a list. */
    static String summary(Operation operation) {
        var parts = operation.parts();
        if (parts.size() == 1) {
            return of(parts.getFirst());
        }
        var words = new ArrayList<String>();
        for (OperationState state : OperationState.values()) {
            long count = parts.stream().filter(part -> part.state() == state).count();
            if (count > 0) {
                words.add(Texts.of("operations.count." + state.name(), count));
            }
        }
        return String.join(" · ", words);
    }

    /** Where, in a few words. */
    static String hosts(Operation operation, int most) {
        return Texts.list(operation.parts().stream().map(Part::hostName).toList(), most);
    }
}

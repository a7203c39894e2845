package dev.longshore.api;

import dev.longshore.model.ListChange;
import dev.longshore.operations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation.
 *
 * @param state queued, running, succeeded, failed, cancelled or interrupted
 * @param task as it was asked, without credentials
 */
record OperationBody(
        String id,
        String type,
        String title,
        Map<String, Object> task,
        String actor,
        @Nullable String retryOf,
        String state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<Part> parts) {

    /** What became of it on one host. */
    record Part(
            String host,
            String hostName,
            String state,
            Progress progress,
            @Nullable Failure failure,
            @Nullable Result result,
            @Nullable Log log,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        Part withoutLayers() {
            return new Part(
                    host, hostName, state, progress.withoutLayers(), failure, result, null, startedAt, finishedAt);
        }

        Part with(@Nullable Log lines) {
            return new Part(host, hostName, state, progress, failure, result, lines, startedAt, finishedAt);
        }

        static Part of(Operation.Part part) {
            return new Part(
                    part.host().value(),
                    part.hostName(),
                    Words.of(part.state()),
                    Progress.of(part.progress()),
                    Failure.of(part.failure()),
                    Result.of(part.result()),
                    Log.of(part.log()),
                    part.startedAt(),
                    part.finishedAt());
        }
    }

    /**
     * Lines of a build's log.
     *
     * @param first how many lines there were before these; of an event, only those since the event before
     */
    record Log(long first, List<String> lines) {

        /** Null if there are no lines. */
        static @Nullable Log of(Operation.Log log) {
            return log.lines().isEmpty() ? null : new Log(log.first(), log.lines());
        }
    }

    /** How far it is; totals are 0 and secondsLeft -1 while not known. */
    record Progress(
            String step,
            long doneBytes,
            long totalBytes,
            int doneItems,
            int totalItems,
            long bytesPerSecond,
            long secondsLeft,
            List<Layer> layers) {

        Progress withoutLayers() {
            return new Progress(
                    step, doneBytes, totalBytes, doneItems, totalItems, bytesPerSecond, secondsLeft, List.of());
        }

        static Progress of(Operation.Progress progress) {
            return new Progress(
                    progress.step(),
                    progress.doneBytes(),
                    progress.totalBytes(),
                    progress.doneItems(),
                    progress.totalItems(),
                    progress.bytesPerSecond(),
                    progress.secondsLeft(),
                    progress.layers().stream()
                            .map(layer -> new Layer(layer.id(), layer.status(), layer.doneBytes(), layer.totalBytes()))
                            .toList());
        }
    }

    /** One layer of a pull or push. */
    record Layer(String id, String status, long doneBytes, long totalBytes) {}

    /** Why it failed; the codes are in docs/errors.md. */
    record Failure(String code, String reason, String remedy, List<String> subjects) {

        static @Nullable Failure of(Operation.@Nullable Failure failure) {
            return failure == null
                    ? null
                    : new Failure(failure.code().name(), failure.reason(), failure.remedy(), failure.subjects());
        }
    }

    /** What it left behind: the fields of its own kind, the others are null. */
    record Result(
            @Nullable String imageId,
            @Nullable String digest,
            @Nullable Boolean alreadyPresent,
            @Nullable List<String> tags,
            @Nullable Long bytes,
            @Nullable String architecture,
            @Nullable String replacedImageId,
            @Nullable List<Copied> images,
            @Nullable Boolean full,
            @Nullable List<Removed> items,
            @Nullable Long reclaimedBytes,
            @Nullable Configured configuration,
            @Nullable String builder) {

        static @Nullable Result of(Operation.@Nullable Result result) {
            return switch (result) {
                case null -> null;
                case Operation.Result.Pulled pulled ->
                    new Result(
                            pulled.imageId(),
                            pulled.digest(),
                            pulled.alreadyPresent(),
                            pulled.tags(),
                            pulled.bytes(),
                            pulled.architecture(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Pushed pushed ->
                    new Result(
                            pushed.imageId(),
                            pushed.digest(),
                            pushed.alreadyPresent(),
                            null,
                            pushed.bytes(),
                            null,
                            pushed.replacedImageId(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Copied copied ->
                    new Result(
                            null,
                            null,
                            null,
                            null,
                            copied.bytes(),
                            null,
                            null,
                            copied.images().stream().map(Copied::of).toList(),
                            copied.full(),
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Saved saved ->
                    new Result(null, null, null, null, saved.bytes(), null, null, null, null, null, null, null, null);
                case Operation.Result.Loaded loaded ->
                    new Result(
                            null,
                            null,
                            null,
                            null,
                            loaded.bytes(),
                            null,
                            null,
                            loaded.images().stream().map(Copied::of).toList(),
                            null,
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Tagged tagged ->
                    new Result(
                            tagged.imageId(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            tagged.replacedImageId(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Made made ->
                    new Result(
                            made.imageId(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            made.images().stream().map(Copied::of).toList(),
                            null,
                            null,
                            null,
                            null,
                            null);
                case Operation.Result.Built built ->
                    new Result(
                            built.imageId(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            built.images().stream().map(Copied::of).toList(),
                            null,
                            null,
                            null,
                            null,
                            built.builder());
                case Operation.Result.Configured configured ->
                    new Result(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Configured.of(configured),
                            null);
                case Operation.Result.Removed removed ->
                    new Result(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            removed.items().stream().map(Removed::of).toList(),
                            removed.reclaimedBytes(),
                            null,
                            null);
            };
        }
    }

    /** What became of an engine's configuration: effect is unchanged, reloaded or restart_needed. */
    record Configured(String effect, ListChange mirrors, ListChange insecure, String backup, String note) {

        static Configured of(Operation.Result.Configured configured) {
            return new Configured(
                    Words.of(configured.effect()),
                    configured.mirrors(),
                    configured.insecure(),
                    configured.backup(),
                    configured.note());
        }
    }

    /** An image on the host that it was copied to, loaded or made on; with a failure its reference was kept back. */
    record Copied(
            String reference,
            String imageId,
            String replacedImageId,
            boolean alreadyPresent,
            @Nullable Failure failure) {

        static Copied of(Operation.CopiedImage image) {
            return new Copied(
                    image.reference(), image.imageId(), image.replacedImageId(), image.alreadyPresent(), null);
        }

        static Copied of(Operation.LoadedImage image) {
            return new Copied(
                    image.reference(),
                    image.imageId(),
                    image.replacedImageId(),
                    image.alreadyPresent(),
                    Failure.of(image.failure()));
        }
    }

    /** What became of one target of a removal. */
    record Removed(
            String target,
            List<String> untagged,
            List<String> deleted,
            @Nullable Failure failure) {

        static Removed of(Operation.RemovedItem item) {
            return new Removed(item.target(), item.untagged(), item.deleted(), Failure.of(item.failure()));
        }
    }

    /** The same without logs. */
    OperationBody withoutLog() {
        return with(parts.stream().map(part -> part.with(null)).toList());
    }

    OperationBody with(List<Part> others) {
        return new OperationBody(
                id, type, title, task, actor, retryOf, state, createdAt, startedAt, finishedAt, others);
    }

    /** The same with the sums of its progress only, and without logs. */
    OperationBody withoutLayers() {
        return with(parts.stream().map(Part::withoutLayers).toList());
    }

    static OperationBody of(Operation operation) {
        return new OperationBody(
                operation.id().value(),
                operation.type(),
                operation.title(),
                TaskFields.of(operation.task()),
                operation.actor(),
                operation.retryOf() == null ? null : operation.retryOf().value(),
                Words.of(operation.state()),
                operation.createdAt(),
                operation.startedAt(),
                operation.finishedAt(),
                operation.parts().stream().map(Part::of).toList());
    }
}

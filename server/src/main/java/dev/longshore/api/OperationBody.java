package dev.longshore.api;

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
            @Nullable OperationResult result,
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
                    OperationResult.of(part.result()),
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

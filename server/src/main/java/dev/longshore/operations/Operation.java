package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ListChange;
import dev.longshore.model.OperationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job over hosts.
 *
 * @param type pull, push, copy, save, load, tag, commit, build, remove, prune, mirrors
 * @param title for people, for example {@code nginx:1.27}
 * @param task as it was asked
 * @param actor name of who asked
 * @param retryOf the operation whose failed hosts this one retries, or null
 * @param state queued until a part starts; failed if any part failed; interrupted if any was and none failed
 */
public record Operation(
        OperationId id,
        String type,
        String title,
        Task task,
        String actor,
        @Nullable OperationId retryOf,
        OperationState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<Part> parts) {

    public Operation {
        parts = List.copyOf(parts);
    }

    /** What became of it on one host. */
    public record Part(
            HostId host,
            String hostName,
            OperationState state,
            Progress progress,
            @Nullable Failure failure,
            @Nullable Result result,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        /** The log of a build, as far as it is kept. */
        public Log log() {
            return result instanceof Result.Built built ? built.log() : progress.log();
        }

        Part withoutLog() {
            Result bare = result instanceof Result.Built built
                    ? new Result.Built(built.imageId(), built.images(), built.builder(), Log.NONE)
                    : result;
            return new Part(host, hostName, state, progress.withoutLog(), failure, bare, startedAt, finishedAt);
        }
    }

    /** The same without logs, for who may not read them. */
    Operation withoutLog() {
        return new Operation(
                id,
                type,
                title,
                task,
                actor,
                retryOf,
                state,
                createdAt,
                startedAt,
                finishedAt,
                parts.stream().map(Part::withoutLog).toList());
    }

    /**
     * The newest lines of a log.
     *
     * @param first how many there were before these
     */
    public record Log(long first, List<String> lines) {

        public static final Log NONE = new Log(0, List.of());

        public Log {
            lines = List.copyOf(lines);
        }

        /** The number that the next line will have. */
        public long next() {
            return first + lines.size();
        }

        /** Those of the lines that have this number or a higher one. */
        public Log from(long number) {
            int known = Math.clamp(number - first, 0, lines.size());
            return known == 0 ? this : new Log(first + known, lines.subList(known, lines.size()));
        }
    }

    /**
     * How far it is.
     *
     * @param totalBytes 0 while not known
     * @param bytesPerSecond over the last seconds, 0 if not known
     * @param secondsLeft -1 if not known
     */
    public record Progress(
            String step,
            long doneBytes,
            long totalBytes,
            int doneItems,
            int totalItems,
            long bytesPerSecond,
            long secondsLeft,
            List<LayerProgress> layers,
            Log log) {

        public static final Progress NONE = new Progress("", 0, 0, 0, 0, 0, -1, List.of(), Log.NONE);

        public Progress {
            layers = List.copyOf(layers);
        }

        Progress withoutLog() {
            return new Progress(
                    step, doneBytes, totalBytes, doneItems, totalItems, bytesPerSecond, secondsLeft, layers, Log.NONE);
        }
    }

    /** One layer of a pull or push; status is waiting, downloading, uploading, verifying, downloaded, extracting, done or exists. */
    public record LayerProgress(String id, String status, long doneBytes, long totalBytes) {}

    /** Why it failed, and what to do about it. */
    public record Failure(ErrorCode code, String reason, String remedy, List<String> subjects) {

        public Failure {
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * An image on the host that it was copied to or made on.
     *
     * @param imageId there
     * @param replacedImageId the image that the reference named before, or empty
     * @param alreadyPresent whether it was there under another name
     */
    public record CopiedImage(String reference, String imageId, String replacedImageId, boolean alreadyPresent) {}

    /**
     * An image that came out of a file.
     *
     * @param reference that the file claims; empty for an image without any
     * @param replacedImageId the image that the reference named before, or empty
     * @param alreadyPresent whether it was there before
     * @param failure why the reference was kept back, or null
     */
    public record LoadedImage(
            String reference,
            String imageId,
            String replacedImageId,
            boolean alreadyPresent,
            @Nullable Failure failure) {}

    /** What became of a change of an engine's configuration. */
    public enum Effect {
        /** It was so already. */
        UNCHANGED,
        /** The engine has read it and does so. */
        RELOADED,
        /** It is written, and counts when the engine is restarted. */
        RESTART_NEEDED
    }

    /** What it left behind. */
    public sealed interface Result {

        /**
         * A pull.
         *
         * @param digest of the manifest or index that the registry named
         */
        record Pulled(
                String imageId,
                String digest,
                boolean alreadyPresent,
                List<String> tags,
                long bytes,
                String architecture)
                implements Result {}

        /**
         * A push.
         *
         * @param digest of the manifest that the registry holds now
         * @param alreadyPresent whether the registry had all of it
         * @param bytes uploaded
         * @param replacedImageId the image that the target named on the host before, or empty
         */
        record Pushed(String imageId, String digest, boolean alreadyPresent, long bytes, String replacedImageId)
                implements Result {}

        /**
         * A copy.
         *
         * @param images one for each reference
         * @param bytes that came, less what was left out because it was there
         * @param full whether all layers had to be sent after the missing ones alone were not taken
         */
        record Copied(List<CopiedImage> images, long bytes, boolean full) implements Result {

            public Copied {
                images = List.copyOf(images);
            }
        }

        /**
         * A save.
         *
         * @param bytes of the file
         */
        record Saved(long bytes) implements Result {}

        /**
         * A load.
         *
         * @param images one for each reference that the file claims, and for each image without any
         * @param bytes of the plain archive
         */
        record Loaded(List<LoadedImage> images, long bytes) implements Result {

            public Loaded {
                images = List.copyOf(images);
            }
        }

        /**
         * A tag.
         *
         * @param replacedImageId the image that the target named before, or empty
         */
        record Tagged(String imageId, String replacedImageId) implements Result {}

        /**
         * An image that was made.
         *
         * @param images one for each name that it was given
         */
        record Made(String imageId, List<CopiedImage> images) implements Result {

            public Made {
                images = List.copyOf(images);
            }
        }

        /**
         * A change of an engine's configuration.
         *
         * @param backup where the file is as it was before, or empty
         * @param note why a restart is needed, or empty
         */
        record Configured(Effect effect, ListChange mirrors, ListChange insecure, String backup, String note)
                implements Result {}

        /**
         * A build.
         *
         * @param imageId empty if it failed
         * @param images one for each name that it was given
         * @param builder classic, buildkit or podman; empty if nobody said
         * @param log the end of it
         */
        record Built(String imageId, List<CopiedImage> images, String builder, Log log) implements Result {

            public Built {
                images = List.copyOf(images);
            }
        }

        /** A removal or prune. */
        record Removed(List<RemovedItem> items, long reclaimedBytes) implements Result {}
    }

    /** What became of one target of a removal; failure is null if it went. */
    public record RemovedItem(
            String target,
            List<String> untagged,
            List<String> deleted,
            @Nullable Failure failure) {}
}

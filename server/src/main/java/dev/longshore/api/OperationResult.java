package dev.longshore.api;

import dev.longshore.api.OperationBody.Failure;
import dev.longshore.model.ListChange;
import dev.longshore.operations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operation left behind on a host: the fields of its own kind, the others are null. */
record OperationResult(
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

    static @Nullable OperationResult of(Operation.@Nullable Result result) {
        return result == null ? null : draft(result).done();
    }

    private static Draft draft(Operation.Result result) {
        Draft draft = new Draft();
        switch (result) {
            case Operation.Result.Pulled pulled -> {
                draft.imageId = pulled.imageId();
                draft.digest = pulled.digest();
                draft.alreadyPresent = pulled.alreadyPresent();
                draft.tags = pulled.tags();
                draft.bytes = pulled.bytes();
                draft.architecture = pulled.architecture();
            }
            case Operation.Result.Pushed pushed -> {
                draft.imageId = pushed.imageId();
                draft.digest = pushed.digest();
                draft.alreadyPresent = pushed.alreadyPresent();
                draft.bytes = pushed.bytes();
                draft.replacedImageId = pushed.replacedImageId();
            }
            case Operation.Result.Copied copied -> {
                draft.bytes = copied.bytes();
                draft.images = copied.images().stream().map(Copied::of).toList();
                draft.full = copied.full();
            }
            case Operation.Result.Saved saved -> draft.bytes = saved.bytes();
            case Operation.Result.Loaded loaded -> {
                draft.bytes = loaded.bytes();
                draft.images = loaded.images().stream().map(Copied::of).toList();
            }
            case Operation.Result.Tagged tagged -> {
                draft.imageId = tagged.imageId();
                draft.replacedImageId = tagged.replacedImageId();
            }
            case Operation.Result.Made made -> {
                draft.imageId = made.imageId();
                draft.images = made.images().stream().map(Copied::of).toList();
            }
            case Operation.Result.Built built -> {
                draft.imageId = built.imageId();
                draft.images = built.images().stream().map(Copied::of).toList();
                draft.builder = built.builder();
            }
            case Operation.Result.Configured configured -> draft.configuration = Configured.of(configured);
            case Operation.Result.Removed removed -> {
                draft.items = removed.items().stream().map(Removed::of).toList();
                draft.reclaimedBytes = removed.reclaimedBytes();
            }
        }
        return draft;
    }

    /** Fields as they are filled in. */
    private static final class Draft {
        private @Nullable String imageId;
        private @Nullable String digest;
        private @Nullable Boolean alreadyPresent;
        private @Nullable List<String> tags;
        private @Nullable Long bytes;
        private @Nullable String architecture;
        private @Nullable String replacedImageId;
        private @Nullable List<Copied> images;
        private @Nullable Boolean full;
        private @Nullable List<Removed> items;
        private @Nullable Long reclaimedBytes;
        private @Nullable Configured configuration;
        private @Nullable String builder;

        OperationResult done() {
            return new OperationResult(
                    imageId,
                    digest,
                    alreadyPresent,
                    tags,
                    bytes,
                    architecture,
                    replacedImageId,
                    images,
                    full,
                    items,
                    reclaimedBytes,
                    configuration,
                    builder);
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
}

package dev.longshore.operations;

import dev.longshore.inventory.WireMirrors;
import dev.longshore.link.AgentFailure;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.SafeText;
import dev.longshore.wire.BuildResult;
import dev.longshore.wire.LoadResult;
import dev.longshore.wire.LoadedImage;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.MirrorsResult;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.PushResult;
import dev.longshore.wire.RemoveResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an agent says of an operation; it is untrusted, so texts and lists are cut and a result must fit its task. */
final class Reports {

    private static final int NAME = 300;
    private static final int LIST = 3_000;

    private Reports() {}

    static OperationState state(OperationOutcome outcome) {
        return switch (outcome.getState()) {
            case SUCCEEDED -> OperationState.SUCCEEDED;
            case FAILED -> OperationState.FAILED;
            case CANCELLED -> OperationState.CANCELLED;
            case INTERRUPTED, UNKNOWN, UNRECOGNIZED -> OperationState.INTERRUPTED;
        };
    }

    static Operation.@Nullable Failure failure(OperationOutcome outcome) {
        if (outcome.hasFailure()) {
            return failure(outcome.getFailure());
        }
        return switch (state(outcome)) {
            case CANCELLED -> Failures.of(ErrorCode.CANCELLED, "cancelled while it ran");
            case INTERRUPTED -> Failures.of(ErrorCode.INTERRUPTED, "the agent did not see its end");
            case FAILED -> Failures.of(ErrorCode.INTERNAL, "the agent gave no reason");
            case SUCCEEDED, QUEUED, RUNNING -> null;
        };
    }

    static Operation.Failure failure(dev.longshore.wire.Failure wire) {
        return Failures.of(AgentFailure.of(wire));
    }

    static Operation.@Nullable Result result(Task task, OperationOutcome outcome) {
        return switch (task) {
            case Task.Pull _ -> outcome.hasPull() ? pulled(outcome.getPull()) : null;
            case Task.Push _ -> outcome.hasPush() ? pushed(outcome.getPush()) : null;
            case Task.Copy _ -> outcome.hasLoad() ? copied(outcome.getLoad()) : null;
            case Task.Commit _, Task.Import _ -> outcome.hasMade() ? made(outcome.getMade()) : null;
            case Task.Build _ -> outcome.hasBuild() ? built(outcome.getBuild()) : null;
            case Task.Load _ -> outcome.hasLoad() ? loaded(outcome.getLoad()) : null;
            case Task.Save _, Task.Export _ -> null; // an agent has no say in it
            case Task.Tag _ ->
                outcome.hasTag()
                        ? new Operation.Result.Tagged(
                                id(outcome.getTag().getImageId()),
                                id(outcome.getTag().getReplacedImageId()))
                        : null;
            case Task.Mirrors _ -> outcome.hasMirrors() ? configured(outcome.getMirrors()) : null;
            case Task.Remove _, Task.Prune _ -> outcome.hasRemove() ? removed(outcome.getRemove()) : null;
        };
    }

    private static Operation.Result pulled(PullResult wire) {
        return new Operation.Result.Pulled(
                id(wire.getImageId()),
                id(wire.getDigest()),
                wire.getAlreadyPresent(),
                names(wire.getTagsList()),
                Math.max(0, wire.getBytes()),
                SafeText.line(wire.getArchitecture(), NAME));
    }

    private static Operation.Result pushed(PushResult wire) {
        return new Operation.Result.Pushed(
                id(wire.getImageId()),
                id(wire.getDigest()),
                wire.getAlreadyPresent(),
                Math.max(0, wire.getBytes()),
                id(wire.getReplacedImageId()));
    }

    private static Operation.Result copied(LoadResult wire) {
        return new Operation.Result.Copied(images(wire.getImagesList()), Math.max(0, wire.getBytes()), wire.getFull());
    }

    private static Operation.Result made(MadeResult wire) {
        return new Operation.Result.Made(id(wire.getImageId()), images(wire.getImagesList()));
    }

    private static Operation.Result built(BuildResult wire) {
        return new Operation.Result.Built(
                id(wire.getImageId()),
                images(wire.getImagesList()),
                SafeText.line(wire.getBuilder(), 20),
                Operation.Log.NONE); // kept as it came, with what the outcome has of it
    }

    private static List<Operation.CopiedImage> images(List<LoadedImage> wire) {
        return wire.stream()
                .limit(LIST)
                .map(image -> new Operation.CopiedImage(
                        SafeText.line(image.getReference(), 700),
                        id(image.getImageId()),
                        id(image.getReplacedImageId()),
                        image.getAlreadyPresent()))
                .toList();
    }

    private static Operation.Result loaded(LoadResult wire) {
        return new Operation.Result.Loaded(
                wire.getImagesList().stream()
                        .limit(LIST)
                        .map(image -> new Operation.LoadedImage(
                                SafeText.line(image.getReference(), 700),
                                id(image.getImageId()),
                                id(image.getReplacedImageId()),
                                image.getAlreadyPresent(),
                                image.hasFailure() ? failure(image.getFailure()) : null))
                        .toList(),
                Math.max(0, wire.getBytes()));
    }

    private static Operation.@Nullable Result configured(MirrorsResult wire) {
        Operation.Effect effect = switch (wire.getEffect()) {
            case NONE -> Operation.Effect.UNCHANGED;
            case RELOADED -> Operation.Effect.RELOADED;
            case RESTART_NEEDED -> Operation.Effect.RESTART_NEEDED;
            case UNTOLD, UNRECOGNIZED -> null;
        };
        return effect == null
                ? null
                : new Operation.Result.Configured(
                        effect,
                        WireMirrors.change(wire.getMirrors()),
                        WireMirrors.change(wire.getInsecure()),
                        SafeText.line(wire.getBackup(), NAME),
                        SafeText.line(wire.getNote(), NAME));
    }

    private static Operation.Result removed(RemoveResult wire) {
        return new Operation.Result.Removed(
                wire.getItemsList().stream()
                        .limit(LIST)
                        .map(item -> new Operation.RemovedItem(
                                SafeText.line(item.getTarget(), 700),
                                names(item.getUntaggedList()),
                                names(item.getDeletedList()),
                                item.hasFailure() ? failure(item.getFailure()) : null))
                        .toList(),
                Math.max(0, wire.getReclaimedBytes()));
    }

    private static List<String> names(List<String> texts) {
        return texts.stream().limit(LIST).map(text -> SafeText.line(text, 700)).toList();
    }

    private static String id(String text) {
        return Digest.isDigest(text) ? text : "";
    }
}

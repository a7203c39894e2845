package dev.longshore.agent.engine;

import dev.longshore.agent.engine.ImageRemoval.Removed;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Failure;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.RemoveResult;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.RemovedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Removes what the command names, one after the other; each target has a result of its own. */
final class RemoveWork {

    private static final int MAX_TARGETS = 1000;

    private final ImageRemoval removal;

    RemoveWork(ImageRemoval removal) {
        this.removal = removal;
    }

    void run(RemoveTask task, ProgressSink sink, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        List<ImageName> names = new ArrayList<>();
        if (task.getTargetsCount() > MAX_TARGETS) {
            throw new LongshoreException(ErrorCode.TOO_LARGE, "more than " + MAX_TARGETS + " images at once");
        }
        for (String target : task.getTargetsList()) { // all are read before the first one goes
            names.add(ImageName.of(target));
        }
        RemoveResult.Builder result = RemoveResult.newBuilder();
        try {
            for (int i = 0; i < names.size(); i++) {
                step(sink, i, names.size());
                result.addItems(one(task, i, names.get(i), result));
            }
        } finally {
            outcome.setRemove(result);
        }
        step(sink, names.size(), names.size());
        settle(outcome, result.build());
    }

    private RemovedItem one(RemoveTask task, int index, ImageName name, RemoveResult.Builder result)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        String target = SafeText.line(task.getTargets(index), 400);
        try {
            Removed removed = removal.remove(name, task.getForce(), task.getNoPrune());
            result.setReclaimedBytes(result.getReclaimedBytes() + removed.reclaimedBytes());
            return removed.item().toBuilder().setTarget(target).build();
        } catch (EngineRefusal refusal) {
            return stayed(target, EngineFaults.of(refusal));
        } catch (LongshoreException e) {
            if (e.code() == ErrorCode.ENGINE_HUNG || e.code() == ErrorCode.ENGINE_DOWN) {
                throw e;
            }
            return stayed(target, e);
        }
    }

    private static RemovedItem stayed(String target, LongshoreException why) {
        return RemovedItem.newBuilder()
                .setTarget(target)
                .setFailure(EngineFaults.failure(why))
                .build();
    }

    static void step(ProgressSink sink, int done, int total) {
        sink.report(() -> OperationProgress.newBuilder()
                .setStep(done < total ? "removing " + (done + 1) + " of " + total : "removed")
                .setDoneItems(done)
                .setTotalItems(total));
    }

    /** The operation failed if anything stayed; its failure is the first one's, and says how many there were. */
    static void settle(OperationOutcome.Builder outcome, RemoveResult result) {
        List<Failure> failures = result.getItemsList().stream()
                .filter(RemovedItem::hasFailure)
                .map(RemovedItem::getFailure)
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        Failure first = failures.getFirst();
        int all = result.getItemsCount();
        String reason = all == 1 ? first.getReason() : failures.size() + " of " + all + " stayed: " + first.getReason();
        outcome.setState(State.FAILED).setFailure(first.toBuilder().setReason(SafeText.line(reason, 1000)));
    }
}

package dev.longshore.operations;

import dev.longshore.model.LongshoreException;
import dev.longshore.wire.OperationProgress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the stream of a save tells, on threads that must not wait for an operation's lock. */
final class Saving implements Exports.Course {

    private static final long PAUSE_NANOS = 250_000_000;

    private final OperationRunner runner;
    private final Executor threads;
    private final LiveOperation operation;
    private final LiveOperation.Part part;
    private long toldNanos;

    Saving(OperationRunner runner, Executor threads, LiveOperation operation, LiveOperation.Part part) {
        this.runner = runner;
        this.threads = threads;
        this.operation = operation;
        this.part = part;
        this.toldNanos = runner.nanos() - PAUSE_NANOS;
    }

    @Override
    public void progressed(long bytes) {
        long now = runner.nanos();
        if (now - toldNanos < PAUSE_NANOS || !operation.lock.tryLock()) {
            return;
        }
        try {
            toldNanos = now;
            part.meter.report(
                    OperationProgress.newBuilder()
                            .setStep(operation.task instanceof Task.Export ? "exporting" : "saving")
                            .setDoneBytes(bytes)
                            .build(),
                    now);
            runner.tell(operation);
        } finally {
            operation.lock.unlock();
        }
    }

    @Override
    public void ended(long bytes, @Nullable LongshoreException why) {
        threads.execute(() -> {
            operation.lock.lock();
            try {
                if (part.state != OperationState.RUNNING) {
                    return;
                }
                if (why == null) {
                    Operation.Result saved = new Operation.Result.Saved(bytes);
                    runner.settle(operation, part, OperationState.SUCCEEDED, null, saved, false);
                } else {
                    OperationState state = part.cancelAsked ? OperationState.CANCELLED : OperationState.FAILED;
                    runner.settle(operation, part, state, Failures.of(why), null, false);
                }
            } finally {
                operation.lock.unlock();
            }
        });
    }
}

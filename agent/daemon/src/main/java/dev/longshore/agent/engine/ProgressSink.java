package dev.longshore.agent.engine;

import dev.longshore.wire.OperationProgress;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lets at most four reports a second through; the last one always goes. Thread-safe. */
final class ProgressSink {

    static final long LEAST_PAUSE_NANOS = 250_000_000;

    private final String operationId;
    private final Consumer<OperationProgress> target;
    private Supplier<OperationProgress.Builder> held = OperationProgress::newBuilder;
    private boolean holds;
    private boolean sentAny;
    private long sentNanos;

    ProgressSink(String operationId, Consumer<OperationProgress> target) {
        this.operationId = operationId;
        this.target = target;
    }

    /** Reports now, or holds the report until the next one or the end; the supplier runs only if it is sent. */
    synchronized void report(Supplier<OperationProgress.Builder> progress) {
        held = progress;
        holds = true;
        long now = System.nanoTime();
        if (!sentAny || now - sentNanos >= LEAST_PAUSE_NANOS) {
            send(now);
        }
    }

    /** Reports now, in place of what is held. */
    synchronized void now(Supplier<OperationProgress.Builder> progress) {
        held = progress;
        send(System.nanoTime());
    }

    private void send(long now) {
        sentAny = true;
        sentNanos = now;
        holds = false;
        target.accept(held.get().setOperationId(operationId).build());
    }

    /** Sends what was held back. */
    synchronized void close() {
        if (holds) {
            send(System.nanoTime());
        }
    }
}

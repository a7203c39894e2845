package dev.longshore.agent.link;

import dev.longshore.agent.Downloads;
import dev.longshore.agent.HostEngine;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Failure;
import dev.longshore.wire.OperationAccepted;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.OperationRefused;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the server asks, at most once each. The order is fixed: known already? too late? forbidden? no room?
 * then the journal, then the answer, and only then the engine. Operations outlive the session they came by.
 */
final class Commands {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final int MAX_RUNNING = 4;
    private static final int MAX_WAITING = 64;

    /** Where answers go: the session of the moment, or nowhere. */
    interface Answers {

        void put(AgentMessage.Builder message);

        void offer(AgentMessage.Builder message);
    }

    private final HostEngine engine;
    private final Downloads downloads;
    private final Journal journal;
    private final HostPolicy policy;
    private final Answers answers;
    private final Clock clock;
    private final Map<String, Thread> running = new HashMap<>();
    private final Deque<OperationCommand> waiting = new ArrayDeque<>();
    private boolean stopping;

    Commands(HostEngine engine, Downloads downloads, Journal journal, HostPolicy policy, Answers answers, Clock clock) {
        this.engine = engine;
        this.downloads = downloads;
        this.journal = journal;
        this.policy = policy;
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * Takes a command.
     *
     * @param serverTimeMs the server's clock, by this agent's reckoning
     */
    synchronized void take(OperationCommand command, LongSupplier serverTimeMs) {
        String id;
        try {
            id = OperationId.of(command.getOperationId()).value();
        } catch (LongshoreException e) {
            log.warn("a command without an operation id was dropped");
            return;
        }
        Journal.Entry known = journal.find(id);
        if (known != null) {
            answers.put(known.outcome() == null ? accepted(id) : outcome(known.outcome()));
            return;
        }
        try {
            checkDeadline(command, serverTimeMs.getAsLong());
            policy.check(command);
            checkRoom();
            journal.accept(id);
        } catch (LongshoreException e) {
            refuse(id, e);
            return;
        } catch (IOException e) {
            refuse(
                    id,
                    new LongshoreException(
                            ErrorCode.STORAGE,
                            "the agent's journal can't be written: " + e.getMessage(),
                            "Free disk space on that host, then retry; nothing was changed there."));
            return;
        }
        answers.put(accepted(id));
        if (running.size() < MAX_RUNNING) {
            start(command);
        } else {
            waiting.add(command);
        }
    }

    private static void checkDeadline(OperationCommand command, long serverTimeMs) {
        long allowedMs = command.getNotAfterMs() - command.getSentMs();
        long ageMs = serverTimeMs - command.getSentMs();
        if (command.getNotAfterMs() > 0 && (allowedMs <= 0 || ageMs > allowedMs)) {
            throw new LongshoreException(
                    ErrorCode.DEADLINE_PASSED,
                    "the command is " + ageMs + " ms old; " + allowedMs + " ms were allowed");
        }
    }

    private void checkRoom() {
        if (stopping) {
            throw new LongshoreException(ErrorCode.HOST_OFFLINE, "the agent is stopping");
        }
        if (waiting.size() >= MAX_WAITING) {
            throw new LongshoreException(ErrorCode.HOST_BUSY, MAX_WAITING + " operations are waiting on that host");
        }
    }

    private void refuse(String id, LongshoreException e) {
        log.info("operation {} refused: {}", id, e.reason());
        answers.put(AgentMessage.newBuilder()
                .setRefused(OperationRefused.newBuilder().setOperationId(id).setFailure(failure(e))));
    }

    private void start(OperationCommand command) {
        Thread thread =
                Thread.ofPlatform().daemon().name(command.getOperationId()).unstarted(() -> run(command));
        running.put(command.getOperationId(), thread);
        thread.start();
    }

    private void run(OperationCommand command) {
        String id = command.getOperationId();
        long started = clock.millis();
        OperationOutcome.Builder outcome;
        try {
            outcome = engine.run(command, progress -> progress(id, progress), downloads).toBuilder();
        } catch (RuntimeException | Error e) { // memory that ran out must not keep its place for ever
            log.error("operation {} failed unexpectedly", id, e);
            outcome = OperationOutcome.newBuilder()
                    .setState(OperationOutcome.State.FAILED)
                    .setFailure(failure(new LongshoreException(ErrorCode.INTERNAL, String.valueOf(e))));
        }
        outcome.setOperationId(id).setStartedMs(started).setFinishedMs(clock.millis());
        finish(Outcomes.fitting(outcome));
    }

    private void progress(String id, OperationProgress progress) {
        answers.offer(AgentMessage.newBuilder().setProgress(progress.toBuilder().setOperationId(id)));
    }

    private synchronized void finish(OperationOutcome.Builder result) {
        String id = result.getOperationId();
        // The interrupt that cancelled the work must not hit the journal or the next operation.
        boolean _ = Thread.interrupted();
        if (stopping && result.getState() == OperationOutcome.State.CANCELLED) {
            result.setState(OperationOutcome.State.INTERRUPTED)
                    .setFailure(Failure.newBuilder()
                            .setCode(ErrorCode.INTERRUPTED.name())
                            .setReason("the agent was stopped while this was under way"));
        }
        OperationOutcome outcome = result.build();
        try {
            journal.finish(outcome);
        } catch (IOException e) {
            log.error("the outcome of {} can't be kept on disk: {}", id, e.getMessage());
        }
        running.remove(id);
        answers.put(outcome(outcome));
        OperationCommand next = stopping ? null : waiting.poll();
        if (next != null) {
            start(next);
        }
        notifyAll();
    }

    /** Interrupts the work; one that still waits ends at once. */
    synchronized void cancel(String id) {
        Thread thread = running.get(id);
        if (thread != null) {
            thread.interrupt();
            return;
        }
        if (waiting.removeIf(command -> command.getOperationId().equals(id))) {
            finish(OperationOutcome.newBuilder()
                    .setOperationId(id)
                    .setState(OperationOutcome.State.CANCELLED)
                    .setFinishedMs(clock.millis()));
            return;
        }
        Journal.@Nullable Entry known = journal.find(id);
        if (known != null && known.outcome() != null) {
            answers.put(outcome(known.outcome()));
        }
    }

    synchronized void acknowledged(String id) {
        try {
            journal.acknowledge(id);
        } catch (IOException e) {
            log.warn("an acknowledgement can't be kept: {}", e.getMessage());
        }
    }

    /** Ids of what runs or waits here. */
    synchronized List<String> underWay() {
        List<String> ids = new ArrayList<>(running.keySet());
        waiting.forEach(command -> ids.add(command.getOperationId()));
        return ids;
    }

    /** Outcomes that the server has not said it holds. */
    List<OperationOutcome> unacknowledged() {
        return journal.unacknowledged();
    }

    /** Interrupts everything and waits a little for it to be written down. */
    synchronized void stop() throws InterruptedException {
        stopping = true;
        running.values().forEach(Thread::interrupt);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (!running.isEmpty() && System.nanoTime() < deadline) {
            wait(200);
        }
    }

    static AgentMessage.Builder accepted(String id) {
        return AgentMessage.newBuilder()
                .setAccepted(OperationAccepted.newBuilder().setOperationId(id));
    }

    static AgentMessage.Builder outcome(OperationOutcome outcome) {
        return AgentMessage.newBuilder().setOutcome(outcome);
    }

    static Failure failure(LongshoreException e) {
        return Failure.newBuilder()
                .setCode(e.code().name())
                .setReason(e.reason())
                .setRemedy(e.remedy())
                .addAllSubjects(e.subjects())
                .build();
    }
}

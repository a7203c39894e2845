package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import dev.longshore.link.AgentListener;
import dev.longshore.link.AgentSession;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Failure;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.SnapshotItem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Hears from the agents what becomes of operations. An agent is believed about its own host's part and nothing else, and
 * once it has ended, no more.
 */
@Component
@Order(OperationTracker.ORDER)
class OperationTracker implements AgentListener {

    /** After the inventory, so that what became of interrupted work can be read there. */
    static final int ORDER = 20;

    private static final Logger LOG = LoggerFactory.getLogger(OperationTracker.class);
    private static final long FORGERY_AUDIT_PAUSE_NANOS = 60_000_000_000L;

    private final OperationRunner runner;
    private final Aftermath aftermath;
    private final AuditLog audit;
    private final Map<HostId, Long> lastForgery = new ConcurrentHashMap<>();

    OperationTracker(OperationRunner runner, Aftermath aftermath, AuditLog audit) {
        this.runner = runner;
        this.aftermath = aftermath;
        this.audit = audit;
    }

    @Override
    public void connected(AgentSession session, Hello hello) {
        for (OperationOutcome outcome : hello.getUnacknowledgedList()) {
            outcome(session.host(), outcome);
        }
        Set<String> running = new HashSet<>(hello.getRunningOperationsList());
        eachRunning(session.host(), (operation, part) -> {
            if (part.sentInGeneration >= session.generation()) {
                return; // sent over this very session, after the agent wrote its hello
            }
            if (running.contains(operation.id.value())) {
                part.lost = LiveOperation.Lost.NO;
                taken(part);
                if (part.cancelAsked) {
                    runner.sendCancel(operation, part);
                }
            } else if (part.untaken != null) {
                runner.sendAgain(operation, part, part.untaken, session);
            } else {
                part.lost = LiveOperation.Lost.FORGOTTEN;
                part.lostNanos = runner.nanos();
            }
            runner.tell(operation);
        });
    }

    @Override
    public void disconnected(AgentSession session, String reason) {
        runner.failWaiting(session.host());
        eachRunning(session.host(), (operation, part) -> {
            part.lost = LiveOperation.Lost.HOST_AWAY;
            part.lostNanos = runner.nanos();
            runner.tell(operation);
        });
    }

    @Override
    public void snapshot(AgentSession session, List<SnapshotItem> items) {
        eachRunning(session.host(), (operation, part) -> {
            if (part.lost == LiveOperation.Lost.FORGOTTEN) {
                aftermath.interrupted(operation, part, "the agent ended in the middle of it", true);
            }
        });
    }

    @Override
    public void message(AgentSession session, AgentMessage message) {
        HostId host = session.host();
        switch (message.getBodyCase()) {
            case ACCEPTED -> withPart(host, message.getAccepted().getOperationId(), this::found);
            case PROGRESS -> progress(host, message.getProgress());
            case OUTCOME -> outcome(host, message.getOutcome());
            case REFUSED ->
                refused(
                        host,
                        message.getRefused().getOperationId(),
                        message.getRefused().getFailure());
            // the link's own business, or the inventory's, or the metrics'
            case HELLO, PONG, PING, STREAM_REPORT, DELTA, EVENTS, ENGINE, STATS, BODY_NOT_SET -> {}
        }
    }

    @Override
    public void hostChanged(HostId host) {
        if (!aftermath.exists(host)) {
            runner.failWaiting(host);
            eachRunning(
                    host,
                    (operation, part) ->
                            aftermath.interrupted(operation, part, "the host was removed from Longshore", false));
            lastForgery.remove(host);
            runner.forget(host);
        }
    }

    private void progress(HostId host, OperationProgress progress) {
        withPart(host, progress.getOperationId(), (operation, part) -> {
            if (part.state == OperationState.RUNNING) {
                found(operation, part);
                part.meter.report(progress, runner.nanos());
                if (operation.task instanceof Task.Build) {
                    part.meter.log().add(progress.getLog());
                }
                runner.tell(operation);
            }
        });
    }

    /** The agent has it, also one that was thought lost: a command can reach an agent that has said its next hello. */
    private void found(LiveOperation operation, LiveOperation.Part part) {
        taken(part);
        if (part.state == OperationState.RUNNING && part.lost != LiveOperation.Lost.NO) {
            part.lost = LiveOperation.Lost.NO;
            if (part.cancelAsked) {
                runner.sendCancel(operation, part);
            }
            runner.tell(operation);
        }
    }

    private static void taken(LiveOperation.Part part) {
        part.accepted = true;
        part.untaken = null;
    }

    private void refused(HostId host, String id, Failure failure) {
        withPart(host, id, (operation, part) -> {
            if (part.state == OperationState.RUNNING) {
                runner.settle(operation, part, OperationState.FAILED, Reports.failure(failure), null, false);
            }
        });
    }

    private void outcome(HostId host, OperationOutcome outcome) {
        OperationId id = id(outcome.getOperationId());
        if (id == null) {
            return;
        }
        while (!outcome(host, id, outcome)) {
            LOG.debug("operation {} was let go of meanwhile; taking it up again", id);
        }
    }

    /** False if the operation ended before its lock was ours: whoever takes it up next must find this outcome in it. */
    private boolean outcome(HostId host, OperationId id, OperationOutcome outcome) {
        LiveOperation operation;
        try {
            operation = runner.live().recall(id);
        } catch (LongshoreException storage) {
            return true; // not acknowledged: the agent keeps it and tells it again
        }
        if (operation == null) {
            runner.acknowledge(host, id); // forgotten here long ago; the agent may forget it too
            return true;
        }
        operation.lock.lock();
        try {
            if (!runner.live().counts(operation)) {
                return false;
            }
            take(operation, host, outcome);
            runner.live().drop(operation);
            return true;
        } finally {
            operation.lock.unlock();
        }
    }

    private void take(LiveOperation operation, HostId host, OperationOutcome outcome) {
        LiveOperation.Part part = operation.part(host);
        if (part == null || operation.task.carriedHere()) {
            forged(host, operation.id);
        } else if (part.state == OperationState.RUNNING || part.state == OperationState.INTERRUPTED) {
            if (operation.task instanceof Task.Build) {
                part.meter.log().add(outcome.getBuild().getLog());
            }
            // also after the server gave up waiting: what the agent's journal says is the truth
            runner.settle(
                    operation,
                    part,
                    Reports.state(outcome),
                    Reports.failure(outcome),
                    Reports.result(operation.task, outcome),
                    true);
        } else if (part.state.ended()) {
            if (part.unsaved) {
                part.owesAcknowledgement = true;
            } else {
                runner.acknowledge(host, operation.id);
            }
        }
    }

    private void withPart(HostId host, String text, BiConsumer<LiveOperation, LiveOperation.Part> use) {
        OperationId id = id(text);
        LiveOperation operation = id == null ? null : runner.live().find(id);
        if (operation == null) {
            return;
        }
        operation.lock.lock();
        try {
            LiveOperation.Part part = operation.part(host);
            if (part == null || operation.task.carriedHere()) {
                forged(host, operation.id);
            } else {
                use.accept(operation, part);
            }
        } finally {
            operation.lock.unlock();
        }
    }

    /** Those that the agent knows of; what this server carries itself ends with its stream. */
    private void eachRunning(HostId host, BiConsumer<LiveOperation, LiveOperation.Part> use) {
        for (LiveOperation operation : runner.live().all()) {
            operation.lock.lock();
            try {
                LiveOperation.Part part = operation.part(host);
                if (part != null && part.state == OperationState.RUNNING && !operation.task.carriedHere()) {
                    use.accept(operation, part);
                }
            } finally {
                operation.lock.unlock();
            }
        }
    }

    /** An agent speaks of an operation that its host has no part in. Once a minute is enough for the audit. */
    private void forged(HostId host, OperationId id) {
        long now = runner.nanos();
        Long last = lastForgery.get(host);
        if (last != null && now - last < FORGERY_AUDIT_PAUSE_NANOS) {
            return;
        }
        lastForgery.put(host, now);
        LOG.warn("The agent of host {} speaks of operation {}, in which the host has no part", host, id);
        try {
            audit.record(Actor.system(), "operation.forged", host.value(), Map.of(), false, "refused", id.value());
        } catch (LongshoreException fault) {
            LOG.error("A forged report can't be recorded", fault);
        }
    }

    private static @Nullable OperationId id(String text) {
        try {
            return OperationId.of(text);
        } catch (LongshoreException notAnId) {
            LOG.debug("{}: {}", ErrorCode.INVALID_ID, notAnId.reason());
            return null;
        }
    }
}

package dev.longshore.operations;

import dev.longshore.link.AgentSession;
import dev.longshore.link.Agents;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.ServerMessage;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Carries operations out: gives each host a few parts at a time, and writes down what becomes of them. A state is
 * committed before anybody hears of it, and a command leaves only after its part was committed as running.
 */
@Component
class OperationRunner implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    private final OperationStore store;
    private final OperationAudit audit;
    private final CommandPost post;
    private final Archives archives;
    private final OperationFeed feed;
    private final Clock clock;
    private final LongSupplier nanos = System::nanoTime;
    private final LiveOperations live;
    private final HostQueues queues;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dispatch-", 0).factory());

    OperationRunner(
            OperationStore store,
            OperationAudit audit,
            ObjectProvider<Agents> agents,
            Archives archives,
            SignIns signIns,
            OperationFeed feed,
            OperationSettings settings,
            Clock clock) {
        this.store = store;
        this.live = new LiveOperations(store);
        this.audit = audit;
        this.post = new CommandPost(agents, signIns, settings, clock);
        this.archives = archives;
        this.feed = feed;
        this.queues = new HostQueues(
                settings, waiting -> threads.execute(() -> dispatch(waiting.operation(), waiting.part())));
        this.clock = clock;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    boolean connected(HostId host) {
        return post.session(host).isPresent();
    }

    boolean full(HostId host) {
        return queues.full(host);
    }

    LiveOperations live() {
        return live;
    }

    /** Takes up an operation that was just committed. */
    void start(LiveOperation operation) {
        live.add(operation);
        archives.expect(operation);
        for (LiveOperation.Part part : operation.parts()) {
            if (part.state == OperationState.QUEUED) {
                queues.add(operation, part);
            }
        }
        operation.parts().forEach(part -> queues.pump(part.host));
        live.drop(operation);
    }

    /** Takes up a running operation of an earlier life of this server: its hosts will tell what became of it. */
    void resume(LiveOperation operation) {
        for (LiveOperation.Part part : operation.parts()) {
            if (part.state == OperationState.RUNNING) {
                part.lost = LiveOperation.Lost.HOST_AWAY;
                part.lostNanos = nanos();
                part.placed = true;
                queues.take(part.host);
            }
        }
        live.add(operation);
    }

    private void dispatch(LiveOperation operation, LiveOperation.Part part) {
        archives.lookInto(operation, part);
        operation.lock.lock();
        try {
            part.placed = true;
            if (part.state != OperationState.QUEUED) {
                release(part);
                return;
            }
            Optional<AgentSession> session = post.session(part.host);
            if (session.isEmpty()) {
                fail(operation, part, Failures.offline(part.hostName));
                return;
            }
            part.state = OperationState.RUNNING;
            part.startedAt = clock.instant();
            part.sentInGeneration = session.get().generation();
            part.sentNanos = nanos();
            try {
                store.inTransaction(() -> store.update(operation, part));
            } catch (LongshoreException storage) {
                fail(operation, part, Failures.of(storage));
                return;
            }
            tell(operation);
            send(operation, part);
        } catch (RuntimeException fault) {
            LOG.error("Operation {} could not be sent to host {}", operation.id, part.host, fault);
            fail(operation, part, Failures.of(ErrorCode.INTERNAL, "it could not be sent to the host"));
        } finally {
            operation.lock.unlock();
        }
    }

    private void send(LiveOperation operation, LiveOperation.Part part) {
        boolean sent;
        try {
            if (operation.task.carriedHere()) {
                part.accepted = true; // there is no command that an agent could take
                archives.send(operation, part, new Saving(this, threads, operation, part));
                return;
            }
            sent = post.start(operation, part, archives.prepare(operation, part));
        } catch (LongshoreException refused) {
            fail(operation, part, Failures.of(refused));
            return;
        }
        operation.forgetCredentialsIfDone();
        if (!sent) {
            fail(operation, part, Failures.offline(part.hostName));
        }
    }

    /**
     * Sends a command once more over a session that began after it had left: nobody knows whether the one before it still
     * delivered it, and an agent takes a command once, however often it comes.
     */
    void sendAgain(LiveOperation operation, LiveOperation.Part part, ServerMessage command, AgentSession session) {
        part.sentInGeneration = session.generation();
        part.lost = LiveOperation.Lost.NO;
        if (post.again(part.host, command, nanos() - part.sentNanos) && part.cancelAsked) {
            sendCancel(operation, part);
        }
    }

    private void fail(LiveOperation operation, LiveOperation.Part part, Operation.Failure why) {
        settle(operation, part, OperationState.FAILED, why, null, false);
    }

    /**
     * Ends a part: the row and its audit in one transaction, then the acknowledgement, then everybody else. The caller
     * holds the operation's lock. If the database refuses, the part stays as it was there, and is settled again later.
     *
     * @param acknowledge whether the agent waits to hear that its outcome is safe
     */
    void settle(
            LiveOperation operation,
            LiveOperation.Part part,
            OperationState state,
            Operation.@Nullable Failure failure,
            Operation.@Nullable Result result,
            boolean acknowledge) {
        part.state = state;
        part.failure = archives.ended(operation.id, part.host, failure);
        part.result = operation.task instanceof Task.Build ? part.meter.log().into(result) : result;
        part.finishedAt = clock.instant();
        part.lost = LiveOperation.Lost.NO;
        part.untaken = null;
        operation.forgetCredentialsIfDone();
        part.owesAcknowledgement |= acknowledge;
        release(part);
        storeEnd(operation, part);
    }

    /** Stores the end of a part, also once more after the database refused it. The caller holds the operation's lock. */
    void storeEnd(LiveOperation operation, LiveOperation.Part part) {
        try {
            store.inTransaction(() -> {
                store.update(operation, part);
                audit.ended(operation, part);
            });
        } catch (LongshoreException storage) {
            if (!part.unsaved) {
                part.unsaved = true;
                LOG.error("The end of operation {} on host {} can't be stored yet", operation.id, part.host);
            }
            archives.stored(operation.id, part.failure); // nobody is kept waiting for a database
            return;
        }
        part.unsaved = false;
        archives.stored(operation.id, part.failure);
        if (part.owesAcknowledgement) {
            part.owesAcknowledgement = false;
            acknowledge(part.host, operation.id);
        }
        tell(operation);
        live.drop(operation);
    }

    void acknowledge(HostId host, OperationId id) {
        post.acknowledge(host, id);
    }

    private void release(LiveOperation.Part part) {
        if (part.placed) {
            part.placed = false;
            queues.release(part.host);
        }
    }

    void tell(LiveOperation operation) {
        feed.changed(operation);
    }

    /** Asks for the end of all that has not ended. */
    Operation cancel(LiveOperation operation) {
        operation.lock.lock();
        try {
            for (LiveOperation.Part part : List.copyOf(operation.parts())) {
                if (part.state == OperationState.QUEUED) {
                    queues.remove(part);
                    settle(
                            operation,
                            part,
                            OperationState.CANCELLED,
                            Failures.of(ErrorCode.CANCELLED, "cancelled before it began"),
                            null,
                            false);
                } else if (part.state == OperationState.RUNNING) {
                    part.cancelAsked = true;
                    store.inTransaction(() -> store.update(operation, part));
                    sendCancel(operation, part);
                }
            }
            return operation.view();
        } finally {
            operation.lock.unlock();
        }
    }

    void sendCancel(LiveOperation operation, LiveOperation.Part part) {
        if (operation.task.carriedHere()) {
            archives.cancel(operation.id);
        } else {
            post.cancel(part.host, operation.id);
        }
    }

    /** Ends a part that waits for a host that is away. The caller holds the operation's lock. */
    void failIfAway(LiveOperation operation, LiveOperation.Part part) {
        if (!connected(part.host) && queues.remove(part)) {
            fail(operation, part, Failures.offline(part.hostName));
        }
    }

    /** What still waited for a host that is gone fails at once: nothing is queued for an absent host. */
    void failWaiting(HostId host) {
        for (HostQueue.Waiting waiting : queues.removeAll(host)) {
            waiting.operation().lock.lock();
            try {
                if (waiting.part().state == OperationState.QUEUED) {
                    fail(waiting.operation(), waiting.part(), Failures.offline(waiting.part().hostName));
                }
            } finally {
                waiting.operation().lock.unlock();
            }
        }
    }

    /** Nothing will be sent to this host any more. */
    void forget(HostId host) {
        queues.forget(host);
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}

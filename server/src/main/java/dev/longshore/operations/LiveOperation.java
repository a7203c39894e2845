package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.wire.ServerMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An operation that has not ended. Everything in it is read and written under its lock, and what it says was committed
 * before: the database is never behind what somebody was told.
 */
final class LiveOperation {

    final ReentrantLock lock = new ReentrantLock();
    final OperationId id;
    final Task task;
    final Actor actor;
    final @Nullable OperationId retryOf;
    final Instant createdAt;
    final boolean withCredentials;
    private final Map<HostId, Part> parts = new LinkedHashMap<>();
    private OperationRequest.@Nullable Credentials credentials;

    /** Its part on one host. */
    static final class Part {
        final HostId host;
        final String hostName;
        final ProgressMeter meter = new ProgressMeter();
        OperationState state = OperationState.QUEUED;
        Operation.@Nullable Failure failure;
        Operation.@Nullable Result result;

        @Nullable
        Instant startedAt;

        @Nullable
        Instant finishedAt;
        /** The session over which the command was sent; 0 if that was in an earlier life of this server. */
        long sentInGeneration;

        /** The command, as long as it is worth sending again: with its credentials, until the agent has it or it is too old. */
        @Nullable
        ServerMessage untaken;

        /** Whether the database refused its end, which is therefore to be stored again. */
        boolean unsaved;

        boolean owesAcknowledgement;
        long sentNanos;
        boolean accepted;
        boolean cancelAsked;
        /** Whether it occupies one of its host's places. */
        boolean placed;
        /** Since when its host is away, or its agent has forgotten it; only if {@code lost}. */
        long lostNanos;

        Lost lost = Lost.NO;

        Part(HostId host, String hostName) {
            this.host = host;
            this.hostName = hostName;
        }

        Operation.Part view() {
            return new Operation.Part(
                    host, hostName, state, meter.now(System.nanoTime()), failure, result, startedAt, finishedAt);
        }
    }

    /** Why nobody is working on a running part. */
    enum Lost {
        NO,
        HOST_AWAY,
        /** The agent is back and knows nothing of it; its inventory will say what is there. */
        FORGOTTEN
    }

    LiveOperation(
            OperationId id,
            Task task,
            Actor actor,
            @Nullable OperationId retryOf,
            Instant createdAt,
            boolean withCredentials,
            OperationRequest.@Nullable Credentials credentials,
            List<Part> parts) {
        this.id = id;
        this.task = task;
        this.actor = actor;
        this.retryOf = retryOf;
        this.createdAt = createdAt;
        this.withCredentials = withCredentials;
        this.credentials = credentials;
        parts.forEach(part -> this.parts.put(part.host, part));
    }

    Collection<Part> parts() {
        return parts.values();
    }

    @Nullable
    Part part(HostId host) {
        return parts.get(host);
    }

    OperationRequest.@Nullable Credentials credentials() {
        return credentials;
    }

    /** Forgets the credentials, and the values of build arguments, once no part can need them any more. */
    void forgetCredentialsIfDone() {
        if (parts.values().stream().noneMatch(part -> part.state == OperationState.QUEUED)) {
            credentials = null;
            if (task instanceof Task.Build build) {
                build.arguments().forget();
            }
        }
    }

    boolean ended() {
        return parts.values().stream().allMatch(part -> part.state.ended());
    }

    /** Failed if any part failed, then interrupted, then cancelled; running as long as anything is to come. */
    OperationState state() {
        int queued = 0;
        int ended = 0;
        OperationState worst = OperationState.SUCCEEDED;
        for (Part part : parts.values()) {
            queued += part.state == OperationState.QUEUED ? 1 : 0;
            ended += part.state.ended() ? 1 : 0;
            if (severity(part.state) > severity(worst)) {
                worst = part.state;
            }
        }
        if (ended == parts.size()) {
            return worst;
        }
        return queued > 0 && queued + ended == parts.size() && startedAt() == null
                ? OperationState.QUEUED
                : OperationState.RUNNING;
    }

    private static int severity(OperationState state) {
        return switch (state) {
            case SUCCEEDED, QUEUED, RUNNING -> 0;
            case CANCELLED -> 1;
            case INTERRUPTED -> 2;
            case FAILED -> 3;
        };
    }

    @Nullable
    Instant startedAt() {
        Instant first = null;
        for (Part part : parts.values()) {
            Instant started = part.startedAt;
            first = started != null && (first == null || started.isBefore(first)) ? started : first;
        }
        return first;
    }

    @Nullable
    Instant finishedAt() {
        Instant last = null;
        for (Part part : parts.values()) {
            Instant finished = part.finishedAt;
            if (finished == null) {
                return null;
            }
            last = last == null || finished.isAfter(last) ? finished : last;
        }
        return last;
    }

    /** How it stands now, for who does not hold its lock. */
    Operation lockedView() {
        lock.lock();
        try {
            return view();
        } finally {
            lock.unlock();
        }
    }

    Operation view() {
        return new Operation(
                id,
                task.type(),
                Titles.of(task),
                task,
                actor.name(),
                retryOf,
                state(),
                createdAt,
                startedAt(),
                finishedAt(),
                parts.values().stream().map(Part::view).toList());
    }
}

package dev.longshore.inventory;

import dev.longshore.link.AgentSession;
import dev.longshore.link.EnrolledHost;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.SnapshotItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one host. Only the current session writes into it, and only forwards: a delta must be the successor of
 * what is there. What readers see is one immutable value.
 */
final class HostBook {

    private final Clock clock;
    private final HostContentReader reader;

    private EnrolledHost enrolled;
    private @Nullable AgentSession session;
    private EngineState engine = EngineState.getDefaultInstance();
    private long epoch = Long.MIN_VALUE;
    private Set<String> policyDenies = Set.of();
    private PolicyFile policyFile = PolicyFile.UNTOLD;
    private String agentVersion = "";
    private Duration clockSkew = Duration.ZERO;
    private @Nullable Instant lastSeen;
    private @Nullable Instant rightAt;
    private boolean awaitingSnapshot = true;
    private final List<InventoryDelta> waiting = new ArrayList<>();
    private long waitingBytes;
    private volatile Shown shown;

    /**
     * What readers see.
     *
     * @param live whether changes reach us as they happen, so that the content is right now
     */
    record Shown(HostView view, HostContent content, boolean live) {}

    /** What a report led to. */
    enum Effect {
        NONE,
        CHANGED,
        /** Something is missing between what is known and what was reported: ask for everything. */
        GAP
    }

    HostBook(EnrolledHost enrolled, HostContent lastKnown, Clock clock, HostContentReader reader) {
        this.enrolled = enrolled;
        this.clock = clock;
        this.reader = reader;
        this.lastSeen = enrolled.lastSeen();
        Instant now = clock.instant();
        Instant since = lastSeen == null ? enrolled.enrolledAt() : lastSeen;
        this.shown =
                new Shown(view(HostState.PENDING, since.isAfter(now) ? now : since, "", lastKnown), lastKnown, false);
        publish(lastKnown);
    }

    Shown shown() {
        return shown;
    }

    synchronized void enrolled(EnrolledHost now) {
        HostContent content = shown.content();
        if (!now.name().equals(enrolled.name())) {
            content = content.renamed(now.name());
        }
        enrolled = now;
        publish(content);
    }

    synchronized boolean connected(AgentSession now, Hello hello) {
        if (session != null && session.generation() > now.generation()) {
            return false;
        }
        session = now;
        engine = hello.getEngine();
        epoch = Long.MIN_VALUE; // told by this session's first snapshot
        agentVersion = WireText.name(hello.getAgentVersion());
        clockSkew = now.clockSkew();
        policyDenies = new HashSet<>(WireText.texts(hello.getPolicyDeniesList()));
        policyFile = PolicyFile.of(hello.getPolicyFile());
        lastSeen = clock.instant();
        awaitingSnapshot = true;
        forgetWaiting();
        publish(shown.content());
        return true;
    }

    synchronized boolean disconnected(AgentSession ended) {
        if (!isCurrent(ended)) {
            return false;
        }
        session = null;
        lastSeen = clock.instant();
        awaitingSnapshot = true;
        forgetWaiting();
        publish(shown.content());
        return true;
    }

    synchronized boolean engine(AgentSession from, EngineState state) {
        if (!isCurrent(from)) {
            return false;
        }
        engine = state;
        publish(shown.content());
        return true;
    }

    synchronized Effect snapshot(AgentSession from, List<SnapshotItem> items) {
        if (!isCurrent(from)) {
            return Effect.NONE;
        }
        HostContent content = reader.snapshot(enrolled, items, shown.content(), clock.instant());
        if (content == null || content.epoch() < epoch) {
            return Effect.NONE;
        }
        boolean sameLife = content.epoch() == epoch;
        if (!awaitingSnapshot
                && sameLife
                && content.revision() < shown.content().revision()) {
            return Effect.NONE;
        }
        epoch = content.epoch();
        awaitingSnapshot = false;
        List<InventoryDelta> since = List.copyOf(waiting);
        forgetWaiting();
        publish(content);
        for (InventoryDelta delta : since) {
            if (delta(from, delta) == Effect.GAP) {
                return Effect.GAP;
            }
        }
        return Effect.CHANGED;
    }

    synchronized Effect delta(AgentSession from, InventoryDelta delta) {
        if (!isCurrent(from)) {
            return Effect.NONE;
        }
        if (delta.getGap()) {
            awaitingSnapshot = true;
            return Effect.GAP;
        }
        if (awaitingSnapshot) {
            return keepForLater(delta);
        }
        if (delta.getEpoch() != epoch) {
            return Effect.NONE;
        }
        HostContent content = shown.content();
        if (delta.getRevision() <= content.revision()) {
            return Effect.NONE;
        }
        if (delta.getRevision() > content.revision() + 1) {
            awaitingSnapshot = true;
            keepForLater(delta);
            return Effect.GAP;
        }
        publish(reader.delta(enrolled, delta, content, clock.instant()));
        return Effect.CHANGED;
    }

    /** A delta can overtake the snapshot that it follows on from: they take different connections. */
    private Effect keepForLater(InventoryDelta delta) {
        waiting.add(delta);
        waitingBytes += delta.getSerializedSize();
        if (waiting.size() > Caps.WAITING_DELTAS || waitingBytes > Caps.WAITING_DELTA_BYTES) {
            forgetWaiting();
            return Effect.GAP;
        }
        return Effect.NONE;
    }

    private void forgetWaiting() {
        waiting.clear();
        waitingBytes = 0;
    }

    private boolean isCurrent(AgentSession from) {
        return session != null && session.generation() == from.generation();
    }

    private void publish(HostContent content) {
        Shown before = shown;
        HostState state = state();
        boolean live = state == HostState.ONLINE && !awaitingSnapshot;
        if (before.live()) {
            rightAt = live ? clock.instant() : lastRight();
        }
        Instant since = before.view().state() == state ? before.view().stateSince() : clock.instant();
        shown = new Shown(view(state, since, reason(state), content), content, live);
    }

    /** The agent lists each minute even if nothing changes, and says when it last did once it can't any more. */
    private Instant lastRight() {
        Instant now = clock.instant();
        if (session == null || engine.getState() == EngineState.State.UP || engine.getLastListMs() <= 0) {
            return now;
        }
        Instant listed = WireText.time(engine.getLastListMs()).minus(clockSkew);
        return listed.isAfter(now) ? now : listed;
    }

    private HostState state() {
        if (enrolled.quarantined()) {
            return HostState.QUARANTINED;
        }
        if (session == null) {
            return lastSeen == null ? HostState.PENDING : HostState.OFFLINE;
        }
        return switch (engine.getState()) {
            case UP -> HostState.ONLINE;
            case HUNG -> HostState.ENGINE_HUNG;
            case DOWN, UNKNOWN, UNRECOGNIZED -> HostState.ENGINE_DOWN;
        };
    }

    private String reason(HostState state) {
        return switch (state) {
            case ONLINE, PENDING -> "";
            case ENGINE_DOWN, ENGINE_HUNG -> WireText.text(engine.getReason());
            case OFFLINE -> "the agent is not connected";
            case QUARANTINED -> "two machines used this host's identity";
        };
    }

    private HostView view(HostState state, Instant since, String reason, HostContent content) {
        return new HostView(
                enrolled.id(),
                enrolled.name(),
                enrolled.labels(),
                state,
                since,
                reason,
                lastSeen,
                dataAt(content),
                agentVersion.isEmpty() ? content.agentVersion() : agentVersion,
                clockSkew,
                content.facts(),
                content.counts(),
                content.imageCount(),
                policyDenies,
                policyFile);
    }

    private @Nullable Instant dataAt(HostContent content) {
        Instant taken = content.takenAt();
        Instant right = rightAt;
        return taken == null || right == null || right.isBefore(taken) ? taken : right;
    }
}

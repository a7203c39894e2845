package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.access.Actors;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.FleetListener;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.Operations;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Opens event streams for callers of the API, a bounded number of them. */
@Component
final class EventStreams {

    private static final int MOST_STREAMS = 500;
    private static final int MOST_REPLAYED = 200;
    private static final long OF_ANOTHER_LIFE = -1;
    private static final Pattern EVENT_ID = Pattern.compile("([0-9a-z]{1,13})-([0-9]{1,18})");

    private final Fleet fleet;
    private final Operations operations;
    private final Actors actors;
    /** Numbers of events begin anew with each start of the server, so their ids name the start. */
    private final String life;

    private final AtomicInteger open = new AtomicInteger();

    EventStreams(Fleet fleet, Operations operations, Actors actors, Clock clock) {
        this.fleet = fleet;
        this.operations = operations;
        this.actors = actors;
        this.life = Long.toString(clock.millis(), 36);
    }

    /** An event of a host. */
    record EventBody(
            long sequence,
            String host,
            String hostName,
            Instant at,
            String type,
            String action,
            String id,
            String name,
            Map<String, String> attributes) {

        static EventBody of(FleetEvent event) {
            return new EventBody(
                    event.sequence(),
                    event.host().value(),
                    event.hostName(),
                    event.at(),
                    event.type(),
                    event.action(),
                    event.id(),
                    event.name(),
                    event.attributes());
        }
    }

    /** A hint that something of a host changed. */
    record ChangeBody(String host) {}

    /** Says that events since the last one read are missing: read again what is of interest. */
    record GapBody() {}

    /** @param quiet only its states, without the layers of its progress */
    SseEmitter operation(Actor actor, OperationId id, boolean quiet) {
        Operation now = operations.get(actor, id);
        return started(actor, stream -> {
            OperationTeller teller = new OperationTeller(stream, quiet);
            stream.onEnd(operations.subscribe(actor, operation -> {
                if (operation.id().equals(id)) {
                    teller.tell(operation);
                }
            }));
            teller.tell(now);
            // it may have moved on between the look at it and the subscription
            teller.tell(operations.get(actor, id));
        });
    }

    /**
     * What happens from now on, after what has happened since an event that was read before.
     *
     * @param lastEventId as this server, or an earlier life of it, gave it to an event; null for a first time
     */
    SseEmitter fleet(Actor actor, @Nullable String lastEventId) {
        Long after = lastEventId == null ? null : sequence(lastEventId);
        return started(actor, stream -> {
            Object turn = new Object();
            Set<Long> replayed = new HashSet<>();
            synchronized (turn) { // what happens meanwhile waits, on the subscription's own thread
                stream.onEnd(fleet.subscribe(actor, new FleetListener() {
                    @Override
                    public void changed(HostId host) {
                        stream.offer("changed", null, new ChangeBody(host.value()));
                    }

                    @Override
                    public void event(FleetEvent event) {
                        synchronized (turn) {
                            if (!replayed.remove(event.sequence())) {
                                offer(stream, event);
                            }
                        }
                    }
                }));
                if (after != null) {
                    replay(actor, after, stream, replayed);
                }
            }
        });
    }

    private void replay(Actor actor, long after, EventStream stream, Set<Long> replayed) {
        List<FleetEvent> missed = new ArrayList<>(fleet.recentEvents(actor, MOST_REPLAYED + 1));
        missed.removeIf(event -> event.sequence() <= after);
        if (after == OF_ANOTHER_LIFE || missed.size() > MOST_REPLAYED || fleet.firstEventKept() > after + 1) {
            stream.offer("gap", null, new GapBody());
        }
        missed.subList(0, Math.min(missed.size(), MOST_REPLAYED)).reversed().forEach(event -> {
            replayed.add(event.sequence());
            offer(stream, event);
        });
    }

    private void offer(EventStream stream, FleetEvent event) {
        stream.offer("event", life + "-" + event.sequence(), EventBody.of(event));
    }

    /** The number in an id of this life of the server, or {@link #OF_ANOTHER_LIFE}. */
    private long sequence(String eventId) {
        Matcher parts = EVENT_ID.matcher(eventId);
        if (!parts.matches()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "Last-Event-ID: is not one of these events'");
        }
        return life.equals(parts.group(1)) ? Long.parseLong(parts.group(2)) : OF_ANOTHER_LIFE;
    }

    /** Starts a stream that was filled; one that could not be gives its place back. */
    private SseEmitter started(Actor actor, Consumer<EventStream> filling) {
        EventStream stream = open(actor);
        try {
            filling.accept(stream);
            return stream.start();
        } catch (RuntimeException fault) {
            stream.abandon();
            throw fault;
        }
    }

    private EventStream open(Actor actor) {
        if (open.incrementAndGet() > MOST_STREAMS) {
            open.decrementAndGet();
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "too many event streams are open");
        }
        EventStream stream = new EventStream(() -> isStill(actor));
        stream.onEnd(open::decrementAndGet);
        return stream;
    }

    /** Whether the actor may do what it could when the stream began. */
    private boolean isStill(Actor actor) {
        try {
            return actors.refresh(actor).grants().equals(actor.grants());
        } catch (LongshoreException ended) {
            return false;
        }
    }
}

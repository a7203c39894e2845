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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Opens event streams for callers of the API, a bounded number of them. */
@Component
final class EventStreams {

    private static final int MOST_STREAMS = 500;
    private static final int MOST_REPLAYED = 200;

    private final Fleet fleet;
    private final Operations operations;
    private final Actors actors;
    private final AtomicInteger open = new AtomicInteger();

    EventStreams(Fleet fleet, Operations operations, Actors actors) {
        this.fleet = fleet;
        this.operations = operations;
        this.actors = actors;
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

    SseEmitter operation(Actor actor, OperationId id) {
        Operation now = operations.get(actor, id);
        EventStream stream = open(actor);
        AtomicLong number = new AtomicLong();
        stream.onEnd(operations.subscribe(actor, operation -> {
            if (operation.id().equals(id)) {
                offer(stream, number, operation);
            }
        }));
        offer(stream, number, now);
        // it may have moved on between the look at it and the subscription
        offer(stream, number, operations.get(actor, id));
        return stream.start();
    }

    private static void offer(EventStream stream, AtomicLong number, Operation operation) {
        stream.offer("operation", Long.toString(number.incrementAndGet()), OperationBody.of(operation));
        if (operation.state().ended()) {
            stream.finish();
        }
    }

    SseEmitter fleet(Actor actor, long after) {
        EventStream stream = open(actor);
        List<FleetEvent> missed = new ArrayList<>(fleet.recentEvents(actor, MOST_REPLAYED));
        missed.removeIf(event -> event.sequence() <= after);
        missed.reversed().forEach(event -> offer(stream, event));
        stream.onEnd(fleet.subscribe(actor, new FleetListener() {
            @Override
            public void changed(HostId host) {
                stream.offer("changed", null, new ChangeBody(host.value()));
            }

            @Override
            public void event(FleetEvent event) {
                offer(stream, event);
            }
        }));
        return stream.start();
    }

    private static void offer(EventStream stream, FleetEvent event) {
        stream.offer("event", Long.toString(event.sequence()), EventBody.of(event));
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

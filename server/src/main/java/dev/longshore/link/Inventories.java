package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.InventoryRequest;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.SnapshotItem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fetches full inventories: when a session begins, when somebody asks, and when the agent says that it dropped changes.
 * One at a time per host; one that failed is asked for again while the session lasts.
 */
@Component
class Inventories implements Sessions.Observer {

    private static final Logger log = LoggerFactory.getLogger(Inventories.class);
    private static final long MAX_BYTES = 64L << 20;
    private static final long MAX_WEIGHT_BYTES = 128L << 20;
    private static final int MAX_ITEM_BYTES = 256 << 10;
    private static final int MAX_RAW_BYTES = (1 << 20) + 16;
    private static final int MAX_ITEMS = 300_000;
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final Streams streams;
    private final HostNames names;
    private final Map<HostId, Pending> pending = new HashMap<>();

    private static final class Pending {
        final ControlSession session;
        boolean again;

        Pending(ControlSession session) {
            this.session = session;
        }
    }

    Inventories(Sessions sessions, Streams streams, HostNames names) {
        this.sessions = sessions;
        this.streams = streams;
        this.names = names;
        sessions.observe(this);
    }

    /**
     * Asks for a full inventory, unless one is under way.
     *
     * @param again whether one that is under way may be too old, so that another must follow it
     */
    void request(HostId host, boolean again) {
        ControlSession session = sessions.current(host);
        if (session == null) {
            return;
        }
        synchronized (pending) {
            Pending underWay = pending.get(host);
            if (underWay != null && underWay.session == session) {
                underWay.again |= again;
                return;
            }
            pending.put(host, new Pending(session));
        }
        IncomingStream<List<SnapshotItem>> stream = streams.expect(host, MAX_BYTES, Inventories::items);
        var _ = stream.result()
                .orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((items, why) -> finished(session, stream, items, why));
        boolean sent = session.send(ServerMessage.newBuilder()
                .setInventory(InventoryRequest.newBuilder().setStreamId(stream.id()))
                .build());
        if (!sent) {
            stream.fail(new LongshoreException(ErrorCode.HOST_BUSY, "the agent takes no more messages"));
        }
    }

    private void finished(
            ControlSession session,
            IncomingStream<?> stream,
            @Nullable List<SnapshotItem> items,
            @Nullable Throwable why) {
        AgentSession introduced = session.introduced();
        if (items != null && introduced != null) {
            names.learn(session.host(), items);
            sessions.tell(session, listener -> listener.snapshot(introduced, items));
            // not before it was told: an agent that is quicker than the listeners must not fill the lane with
            // inventories
            sessions.afterwards(session.host(), () -> {
                if (isDone(session)) {
                    request(session.host(), false);
                }
            });
            return;
        }
        isDone(session);
        if (why != null && sessions.isCurrent(session)) {
            log.info("inventory of {} failed: {}", session.host(), why.getMessage());
            streams.close(stream, new LongshoreException(ErrorCode.STREAM_BROKEN, "the inventory was not taken"));
            Later.run(RETRY_AFTER, () -> {
                if (sessions.isCurrent(session)) {
                    request(session.host(), false);
                }
            });
        }
    }

    /** Ends the request; true if another must follow it. */
    private boolean isDone(ControlSession session) {
        synchronized (pending) {
            Pending done = pending.get(session.host());
            return done != null && done.session == session && pending.remove(session.host(), done) && done.again;
        }
    }

    /** All items; a stream that does not run from its start to its end as it counted itself is broken. */
    static List<SnapshotItem> items(InputStream in) throws IOException {
        List<SnapshotItem> items = new ArrayList<>();
        int images = 0;
        int containers = 0;
        MessageReader<SnapshotItem> reader =
                new MessageReader<>(in, SnapshotItem.parser(), MAX_RAW_BYTES, MAX_WEIGHT_BYTES);
        SnapshotItem item = reader.next();
        while (item != null) {
            if (!item.hasRawInfo() && !item.hasRawVersion() && item.getSerializedSize() > MAX_ITEM_BYTES) {
                throw new LongshoreException(
                        ErrorCode.TOO_LARGE, "an item of the inventory is larger than " + MAX_ITEM_BYTES + " bytes");
            }
            images += item.hasImage() ? 1 : 0;
            containers += item.hasContainer() ? 1 : 0;
            items.add(item);
            if (items.size() > MAX_ITEMS) {
                throw new LongshoreException(
                        ErrorCode.TOO_LARGE, "the inventory has more than " + MAX_ITEMS + " items");
            }
            item = reader.next();
        }
        if (items.size() < 2 || !items.getFirst().hasStart() || !items.getLast().hasEnd()) {
            throw new LongshoreException(ErrorCode.STREAM_BROKEN, "the inventory has no start or no end");
        }
        if (items.getLast().getEnd().getImages() != images
                || items.getLast().getEnd().getContainers() != containers) {
            throw new LongshoreException(ErrorCode.STREAM_BROKEN, "the inventory is not as long as it says");
        }
        return List.copyOf(items);
    }

    @Override
    public void begun(ControlSession session) {
        request(session.host(), false);
    }

    @Override
    public boolean took(ControlSession session, AgentMessage message) {
        if (message.hasDelta() && message.getDelta().getGap()) {
            request(session.host(), true);
        }
        return false;
    }

    @Override
    public void gone(HostId host) {}
}

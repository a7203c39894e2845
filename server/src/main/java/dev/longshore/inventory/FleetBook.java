package dev.longshore.inventory;

import dev.longshore.link.AgentListener;
import dev.longshore.link.AgentSession;
import dev.longshore.link.EnrolledHost;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.Hello;
import dev.longshore.wire.SnapshotItem;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;

/** All hosts as last reported. Filled by the link, one host at a time; read without waiting. */
@Order(FleetBook.ORDER)
final class FleetBook implements AgentListener {

    /** Before the operations, which read the inventory to tell what became of interrupted work. */
    static final int ORDER = 10;

    private final Function<HostId, Optional<EnrolledHost>> directory;
    private final Consumer<HostId> askForEverything;
    private final Function<HostId, HostContent> lastKnown;
    private final Consumer<HostId> forget;
    private final Clock clock;
    private final HostContentReader reader = new HostContentReader(new Shared());
    private final Map<HostId, HostBook> books = new ConcurrentHashMap<>();
    private final ImageMatrix matrix = new ImageMatrix();
    private final LayerTree layers = new LayerTree();
    private final ContainerList containers = new ContainerList();
    private final EventRing events = new EventRing();
    private final FleetSubscriptions subscriptions = new FleetSubscriptions();

    /**
     * @param directory the enrolled hosts
     * @param askForEverything asks a host's agent for a snapshot
     * @param lastKnown what was stored of a host in an earlier life of the server
     * @param forget a host is gone: nothing of it needs to be stored any more
     */
    FleetBook(
            Function<HostId, Optional<EnrolledHost>> directory,
            Consumer<HostId> askForEverything,
            Function<HostId, HostContent> lastKnown,
            Consumer<HostId> forget,
            Clock clock) {
        this.directory = directory;
        this.askForEverything = askForEverything;
        this.lastKnown = lastKnown;
        this.forget = forget;
        this.clock = clock;
    }

    void load(List<EnrolledHost> hosts) {
        hosts.forEach(host -> books.computeIfAbsent(host.id(), _ -> newBook(host)));
    }

    Collection<HostBook> books() {
        return books.values();
    }

    @Nullable
    HostBook book(HostId host) {
        return books.get(host);
    }

    ImageMatrix matrix() {
        return matrix;
    }

    LayerTree layers() {
        return layers;
    }

    ContainerList containers() {
        return containers;
    }

    EventRing events() {
        return events;
    }

    FleetSubscriptions subscriptions() {
        return subscriptions;
    }

    @Override
    public void connected(AgentSession session, Hello hello) {
        HostBook book = bookOf(session);
        if (book != null && change(book, () -> book.connected(session, hello))) {
            happened(book, "connected", session.peer());
            askForEverything.accept(session.host());
        }
    }

    @Override
    public void disconnected(AgentSession session, String reason) {
        HostBook book = books.get(session.host());
        if (book != null && change(book, () -> book.disconnected(session))) {
            happened(book, "disconnected", reason);
        }
    }

    @Override
    public void snapshot(AgentSession session, List<SnapshotItem> items) {
        HostBook book = bookOf(session);
        if (book != null) {
            report(book, session.host(), () -> book.snapshot(session, items));
        }
    }

    @Override
    public void message(AgentSession session, AgentMessage message) {
        HostBook book = bookOf(session);
        if (book == null) {
            return;
        }
        switch (message.getBodyCase()) {
            case DELTA -> report(book, session.host(), () -> book.delta(session, message.getDelta()));
            case ENGINE -> {
                HostState before = book.shown().view().state();
                change(book, () -> book.engine(session, message.getEngine()));
                HostView now = book.shown().view();
                if (now.state() != before) {
                    String action = switch (now.state()) {
                        case ONLINE -> "engine_up";
                        case ENGINE_HUNG -> "engine_hung";
                        case ENGINE_DOWN, OFFLINE, PENDING, QUARANTINED -> "engine_down";
                    };
                    happened(book, action, now.reason());
                }
            }
            case EVENTS ->
                message.getEvents().getEventsList().stream()
                        .limit(Caps.EVENTS_PER_MESSAGE)
                        .forEach(event -> engineEvent(book, event));
            // the link's own business, or the operations', or the metrics'
            case HELLO, PONG, PING, STREAM_REPORT, STATS, ACCEPTED, PROGRESS, OUTCOME, REFUSED, BODY_NOT_SET -> {}
        }
    }

    @Override
    public void hostChanged(HostId host) {
        Optional<EnrolledHost> enrolled = directory.apply(host);
        if (enrolled.isEmpty()) {
            HostBook gone = books.remove(host);
            if (gone != null) {
                synchronized (gone) { // what its agent is just reporting comes before, or not at all
                    matrix.update(gone.shown().content().images(), Map.of());
                    layers.update(gone.shown().content().images(), Map.of());
                    containers.update(gone.shown().content().containers(), Map.of());
                }
                forget.accept(host);
            }
        } else {
            HostBook book = books.computeIfAbsent(host, _ -> newBook(enrolled.get()));
            change(book, () -> {
                book.enrolled(enrolled.get());
                return true;
            });
        }
        subscriptions.changed(host);
    }

    private void report(HostBook book, HostId host, Supplier<HostBook.Effect> reading) {
        HostBook.Effect[] effect = {HostBook.Effect.NONE};
        change(book, () -> {
            effect[0] = reading.get();
            return effect[0] != HostBook.Effect.NONE;
        });
        if (effect[0] == HostBook.Effect.GAP) {
            askForEverything.accept(host);
        }
    }

    /** Lets the book change, unless its host was removed; then brings the lists up to it and tells the listeners. */
    private boolean change(HostBook book, Supplier<Boolean> change) {
        HostId host = book.shown().view().id();
        synchronized (book) {
            HostContent before = book.shown().content();
            if (!book.equals(books.get(host)) || !change.get()) {
                return false;
            }
            HostContent now = book.shown().content();
            matrix.update(before.images(), now.images());
            layers.update(before.images(), now.images());
            containers.update(before.containers(), now.containers());
        }
        subscriptions.changed(host);
        return true;
    }

    private void engineEvent(HostBook book, EngineEvent event) {
        HostView host = book.shown().view();
        subscriptions.event(events.add(
                host.id(),
                host.name(),
                WireText.time(event.getAtMs()),
                WireText.name(event.getType()),
                WireText.name(event.getAction()),
                WireText.name(event.getId()),
                WireText.name(event.getName()),
                WireText.labels(event.getAttributesList(), Caps.HISTORY_COMMAND).values()));
    }

    private void happened(HostBook book, String action, String detail) {
        HostView host = book.shown().view();
        subscriptions.event(events.add(
                host.id(),
                host.name(),
                clock.instant(),
                "host",
                action,
                host.id().value(),
                host.name(),
                detail.isEmpty() ? Map.of() : Map.of("reason", WireText.text(detail))));
    }

    private @Nullable HostBook bookOf(AgentSession session) {
        HostBook book = books.get(session.host());
        if (book != null) {
            return book;
        }
        return directory
                .apply(session.host())
                .map(host -> books.computeIfAbsent(host.id(), _ -> newBook(host)))
                .orElse(null);
    }

    private HostBook newBook(EnrolledHost host) {
        return new HostBook(host, lastKnown.apply(host.id()), clock, reader);
    }
}

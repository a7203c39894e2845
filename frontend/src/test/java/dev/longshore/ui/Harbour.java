package dev.longshore.ui;

import dev.longshore.link.AgentListener;
import dev.longshore.link.AgentSession;
import dev.longshore.link.PlayedAgents;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Plays the agents of a real server: hosts are in its database, and say what a test wants them to say. The inventory, its
 * database, and all that stands above the link are the real ones.
 */
public final class Harbour {

    private final List<AgentListener> listeners;
    private final JdbcTemplate database;
    private final Clock clock;
    private final PlayedAgents agents;
    private final Map<HostId, AgentSession> sessions = new HashMap<>();
    private final Map<HostId, Long> revisions = new HashMap<>();
    private long generation = 1_000_000;
    private int enrolled;

    public Harbour(ApplicationContext server) {
        listeners = server.getBeanProvider(AgentListener.class).orderedStream().toList();
        database = new JdbcTemplate(server.getBean(javax.sql.DataSource.class));
        clock = server.getBean(Clock.class);
        agents = server.getBean(PlayedAgents.class);
    }

    /** Forgets every host, and what was done to them. */
    public void empty() {
        List<String> ids = database.query("select id from link_host", (row, _) -> String.valueOf(row.getString(1)));
        database.update("delete from link_host");
        ids.forEach(id -> listeners.forEach(listener -> listener.hostChanged(HostId.of(id))));
        database.update("delete from operations");
        sessions.clear();
        agents.reset();
        enrolled = 0;
    }

    /** What was asked of operations so far, as it is stored. */
    public List<String> tasks() {
        return database.query("select task from operations order by id", (row, _) -> String.valueOf(row.getString(1)));
    }

    /** A host that has not connected yet. */
    public HostId enrol(String name, String labels) {
        HostId id = HostId.of("h-%016d".formatted(++enrolled));
        database.update(
                "insert into link_host (id, name, active_name, name_given, labels, enrolled_ms, last_seen_ms,"
                        + " public_key, key_thumbprint, certificate, certificate_expires_ms, issued_generation,"
                        + " seen_generation, recoveries) values (?, ?, ?, true, ?, ?, null, '', ?, '', 0, 1, 1, 0)",
                id.value(),
                name,
                name.toLowerCase(Locale.ROOT),
                labels,
                clock.millis(),
                id.value());
        listeners.forEach(listener -> listener.hostChanged(id));
        return id;
    }

    /** The host enrolled with this token. */
    public void joinedWith(String tokenText, HostId host) {
        int used = database.update(
                "update link_token set used_ms = ?, host_id = ? where id = ?",
                clock.millis(),
                host.value(),
                tokenText.split("\\.", -1)[2]);
        if (used != 1) {
            throw new IllegalArgumentException("no such token: " + tokenText);
        }
    }

    /** Connects a host with an engine that is up. */
    public void connect(HostId host, Duration skew, EngineState.State engine) {
        connect(host, skew, engine, Hello.PolicyFile.ABSENT);
    }

    /** Connects a host whose agent found this of its owner's policy. */
    public void connect(HostId host, Duration skew, EngineState.State engine, Hello.PolicyFile policy) {
        AgentSession session =
                new AgentSession(host, ++generation, clock.instant(), "0.1.0", skew, "10.0.0." + (enrolled % 250));
        sessions.put(host, session);
        Hello hello = Hello.newBuilder()
                .setProtocol(1)
                .setPolicyFile(policy)
                .setAgentVersion("0.1.0")
                .setEpoch(1)
                .setEngine(EngineState.newBuilder()
                        .setState(engine)
                        .setReason(engine == EngineState.State.HUNG ? "no answer to /info for 15 s" : ""))
                .build();
        listeners.forEach(listener -> listener.connected(session, hello));
    }

    /** The host's agent takes commands and questions; what it answers is the test's to say. */
    public void obey(HostId host) {
        agents.play(session(host));
    }

    /** The host's agent says something. */
    public void say(HostId host, AgentMessage.Builder message) {
        send(host, message);
    }

    /** Ends the host's session. */
    public void disconnect(HostId host, String reason) {
        AgentSession session = session(host);
        sessions.remove(host);
        listeners.forEach(listener -> listener.disconnected(session, reason));
    }

    /** The host reports everything it has. */
    public void snapshot(HostId host, HostFacts facts, List<Image> images, List<Container> containers) {
        List<SnapshotItem> items = new ArrayList<>();
        items.add(SnapshotItem.newBuilder()
                .setStart(SnapshotStart.newBuilder().setEpoch(1).setRevision(1).setTakenMs(clock.millis()))
                .build());
        items.add(SnapshotItem.newBuilder().setFacts(facts).build());
        images.forEach(
                image -> items.add(SnapshotItem.newBuilder().setImage(image).build()));
        containers.forEach(container ->
                items.add(SnapshotItem.newBuilder().setContainer(container).build()));
        items.add(SnapshotItem.newBuilder()
                .setEnd(SnapshotEnd.newBuilder().setImages(images.size()).setContainers(containers.size()))
                .build());
        revisions.put(host, 1L);
        listeners.forEach(listener -> listener.snapshot(session(host), items));
    }

    /** The host reports a change. */
    public void delta(HostId host, InventoryDelta.Builder change) {
        long revision = revisions.merge(host, 1L, Long::sum);
        send(
                host,
                AgentMessage.newBuilder()
                        .setDelta(change.setEpoch(1).setRevision(revision).setTakenMs(clock.millis())));
    }

    /** Something happened on the host just now. */
    public void event(HostId host, String type, String action, String id, String name, Duration ago) {
        send(
                host,
                AgentMessage.newBuilder()
                        .setEvents(EngineEvents.newBuilder()
                                .addEvents(EngineEvent.newBuilder()
                                        .setAtMs(clock.millis() - ago.toMillis())
                                        .setType(type)
                                        .setAction(action)
                                        .setId(id)
                                        .setName(name))));
    }

    private AgentSession session(HostId host) {
        AgentSession session = sessions.get(host);
        if (session == null) {
            throw new IllegalStateException(host + " is not connected");
        }
        return session;
    }

    private void send(HostId host, AgentMessage.Builder message) {
        AgentMessage built = message.build();
        listeners.forEach(listener -> listener.message(session(host), built));
    }
}

package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import dev.longshore.wire.SnapshotItem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.context.TestComponent;

/** Writes down all that the link tells. */
@TestComponent
final class Recorder implements AgentListener {

    /** One thing that was told. */
    sealed interface Heard {

        HostId host();

        record Connected(HostId host, AgentSession session, Hello hello) implements Heard {}

        record Disconnected(HostId host, AgentSession session, String reason) implements Heard {}

        record Message(HostId host, AgentSession session, AgentMessage message) implements Heard {}

        record Snapshot(HostId host, AgentSession session, List<SnapshotItem> items) implements Heard {}
    }

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<LinkIncident> incidents = new CopyOnWriteArrayList<>();

    @Override
    public void connected(AgentSession session, Hello hello) {
        heard.add(new Heard.Connected(session.host(), session, hello));
    }

    @Override
    public void disconnected(AgentSession session, String reason) {
        heard.add(new Heard.Disconnected(session.host(), session, reason));
    }

    @Override
    public void message(AgentSession session, AgentMessage message) {
        heard.add(new Heard.Message(session.host(), session, message));
    }

    @Override
    public void snapshot(AgentSession session, List<SnapshotItem> items) {
        heard.add(new Heard.Snapshot(session.host(), session, items));
    }

    @Override
    public void hostChanged(HostId host) {}

    @Override
    public void incident(LinkIncident incident) {
        incidents.add(incident);
    }

    <H extends Heard> List<H> all(Class<H> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<AgentMessage> messages() {
        return all(Heard.Message.class).stream().map(Heard.Message::message).toList();
    }

    List<LinkIncident> incidents(LinkIncident.Kind kind) {
        return incidents.stream().filter(one -> one.kind() == kind).toList();
    }
}

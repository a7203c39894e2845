package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import dev.longshore.wire.SnapshotItem;
import java.util.List;

/**
 * What the link tells the modules above it. For one host the calls come one after another, in the order in which the
 * agent spoke, and only for the session that is current; they must return soon. Implemented by inventory and operations.
 */
public interface AgentListener {

    /** A session began; what the agent is doing and did is in its hello. */
    void connected(AgentSession session, Hello hello);

    /** The session ended. Not called for a session that a newer one replaced. */
    void disconnected(AgentSession session, String reason);

    /** A message other than hello, pong and stream reports. */
    void message(AgentSession session, AgentMessage message);

    /** A full inventory arrived whole and its checksum agreed. */
    void snapshot(AgentSession session, List<SnapshotItem> items);

    /** A host was enrolled, renamed or removed. */
    void hostChanged(HostId host);

    /** Something that belongs into the audit happened on the agent port. May come on any thread. */
    default void incident(LinkIncident incident) {}
}

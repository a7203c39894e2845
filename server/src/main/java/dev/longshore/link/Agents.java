package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** The agents that are connected now, and the ways to reach them. */
@Service
public class Agents {

    /** The current session of a host. */
    public Optional<AgentSession> session(HostId host) {
        return Optional.empty();
    }

    /**
     * Hands a message to the host's current session. Returns at once: false if there is none or it is not taking
     * messages; true says nothing of its arrival.
     */
    public boolean send(HostId host, ServerMessage message) {
        return false;
    }

    /** Asks for a full inventory; it comes to the listeners' {@code snapshot}. A request under way is not doubled. */
    public void requestInventory(HostId host) {}

    /**
     * Asks the host a question and waits.
     *
     * @throws dev.longshore.model.LongshoreException {@code HOST_OFFLINE}, {@code ENGINE_HUNG} after the deadline, or the
     *     failure in the answer
     */
    public QueryAnswer query(HostId host, Query.Builder question, Duration deadline) {
        throw new UnsupportedOperationException();
    }
}

package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.link.JoinToken;
import dev.longshore.model.HostId;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Adds, names and removes hosts: checked and recorded like every other change. */
@Service
public class HostAdmin {

    /**
     * A join token and the lines to paste on the new host.
     *
     * @param dockerLine starts the agent with {@code docker run}
     * @param javaLine starts it with a JDK 25
     */
    public record Invitation(JoinToken token, String dockerLine, String javaLine) {}

    /**
     * Invites a host; needs {@code HOST_ADD}.
     *
     * @param hostName or empty for the engine's own name
     * @param agentUrl what the agent shall dial, for example {@code https://longshore.example:8444}
     */
    public Invitation invite(Actor actor, String hostName, Map<String, String> labels, String agentUrl) {
        throw new UnsupportedOperationException();
    }

    /** Revokes and forgets a host; needs {@code HOST_REMOVE}. Nothing on the host itself is touched. */
    public void remove(Actor actor, HostId host) {
        throw new UnsupportedOperationException();
    }

    /** Renames a host; needs {@code HOST_ADD}. */
    public void rename(Actor actor, HostId host, String name) {
        throw new UnsupportedOperationException();
    }
}

package dev.longshore.link;

import dev.longshore.PeerAddress;
import dev.longshore.model.HostId;
import java.time.Duration;
import java.time.Instant;

/**
 * One connection of one agent, as others may know it.
 *
 * @param generation grows with each session of the installation; a lower one is superseded
 * @param clockSkew the agent's clock minus the server's
 * @param peer the address it dialled from
 */
public record AgentSession(
        HostId host, long generation, Instant since, String agentVersion, Duration clockSkew, String peer) {

    public AgentSession {
        peer = PeerAddress.shown(peer);
    }
}

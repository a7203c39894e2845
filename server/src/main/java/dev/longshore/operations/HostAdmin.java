package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.link.Enrolment;
import dev.longshore.link.JoinToken;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** Adds, names and removes hosts: checked and recorded like every other change. */
@Service
public class HostAdmin {

    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]");

    private final Gatekeeper gatekeeper;
    private final Enrolment enrolment;
    private final Fleet fleet;

    HostAdmin(Gatekeeper gatekeeper, Enrolment enrolment, Fleet fleet) {
        this.gatekeeper = gatekeeper;
        this.enrolment = enrolment;
        this.fleet = fleet;
    }

    /**
     * A join token and the lines to paste on the new host.
     *
     * @param dockerLine starts the agent with {@code docker run}
     * @param javaLine starts it with a JDK 25
     */
    public record Invitation(JoinToken token, String dockerLine, String javaLine) {

        /** The token's id, which is no secret. */
        public String tokenId() {
            return token.id();
        }

        /** {@code LSJ1.…}, for LONGSHORE_TOKEN. */
        public String tokenText() {
            return token.text();
        }

        /** Until when a host can enrol with it. */
        public Instant expiresAt() {
            return token.expiresAt();
        }
    }

    /**
     * Invites a host; needs {@code HOST_ADD}. {@code HOST_NAME_TAKEN} if another host is called so.
     *
     * @param hostName or empty for the engine's own name
     * @param agentUrl what the agent shall dial, for example {@code https://longshore.example:8444}
     */
    public Invitation invite(Actor actor, String hostName, Map<String, String> labels, String agentUrl) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("name", hostName);
        labels.forEach((key, value) -> parameters.put("label." + key, value));
        Act invite = Act.of("host.invite", hostName, parameters);
        gatekeeper.require(actor, Permission.HOST_ADD, invite);
        String url = checked(agentUrl);
        JoinToken token = gatekeeper.recorded(actor, invite, () -> {
            JoinToken made = enrolment.createToken(hostName, labels, actor.name());
            parameters.put("token", made.id()); // so that the row of its success names it
            return made;
        });
        return new Invitation(token, InstallLines.docker(url, token.text()), InstallLines.java(url, token.text()));
    }

    /** The host that enrolled with the invitation, once there is one in the actor's sight. */
    public Optional<HostView> joined(Actor actor, Invitation invitation) {
        return enrolment
                .joined(invitation.tokenId())
                .flatMap(id -> fleet.hosts(actor).stream()
                        .filter(host -> host.id().equals(id))
                        .findFirst());
    }

    /** The address goes into lines that people paste into a shell: nothing but scheme, host and port gets there. */
    private static String checked(String agentUrl) {
        try {
            URI uri = URI.create(agentUrl);
            if ("https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && PLAIN_HOST.matcher(uri.getHost()).matches()) {
                return "https://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            }
        } catch (IllegalArgumentException notAUri) {
            // the same answer as for one of another form
        }
        throw new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "agentUrl: not an address for agents: " + SafeText.quote(agentUrl),
                "Write it as https://host:8444.");
    }

    /** Revokes and forgets a host; needs {@code HOST_REMOVE}. Nothing on the host itself is touched. */
    public void remove(Actor actor, HostId host) {
        String name = fleet.host(actor, host).name();
        Act remove = Act.of("host.remove", host.value(), Map.of("name", name));
        gatekeeper.require(actor, Permission.HOST_REMOVE, host, name, remove);
        gatekeeper.recorded(actor, remove, () -> {
            enrolment.remove(host);
            return host;
        });
    }

    /** Renames a host; needs {@code HOST_ADD}. */
    public void rename(Actor actor, HostId host, String name) {
        String before = fleet.host(actor, host).name();
        Act rename = Act.of("host.rename", host.value(), Map.of("from", before, "to", SafeText.line(name, 100)));
        gatekeeper.require(actor, Permission.HOST_ADD, rename);
        gatekeeper.recorded(actor, rename, () -> {
            enrolment.rename(host, name);
            return host;
        });
    }
}

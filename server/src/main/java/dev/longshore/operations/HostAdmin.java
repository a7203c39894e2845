package dev.longshore.operations;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.AuditLog;
import dev.longshore.inventory.Fleet;
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
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** Adds, names and removes hosts: checked and recorded like every other change. */
@Service
public class HostAdmin {

    private static final Pattern PLAIN_HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\]");

    private final Access access;
    private final AuditLog audit;
    private final Enrolment enrolment;
    private final Fleet fleet;

    HostAdmin(Access access, AuditLog audit, Enrolment enrolment, Fleet fleet) {
        this.access = access;
        this.audit = audit;
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
     * Invites a host; needs {@code HOST_ADD}.
     *
     * @param hostName or empty for the engine's own name
     * @param agentUrl what the agent shall dial, for example {@code https://longshore.example:8444}
     */
    public Invitation invite(Actor actor, String hostName, Map<String, String> labels, String agentUrl) {
        require(actor, Permission.HOST_ADD, "host.invite", hostName);
        String url = checked(agentUrl);
        // recorded first: an invitation that can't be recorded must not exist
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("name", hostName);
        labels.forEach((key, value) -> parameters.put("label." + key, value));
        audit.record(actor, "host.invite", hostName, parameters, true, "intent", null);
        JoinToken token = enrolment.createToken(hostName, labels, actor.name());
        audit.record(actor, "host.invite", hostName, Map.of("token", token.id()), true, "succeeded", null);
        return new Invitation(token, InstallLines.docker(url, token.text()), InstallLines.java(url, token.text()));
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
        requireOn(actor, host, Permission.HOST_REMOVE, "host.remove", name);
        audit.record(actor, "host.remove", host.value(), Map.of("name", name), true, "intent", null);
        enrolment.remove(host);
        audit.record(actor, "host.remove", host.value(), Map.of("name", name), true, "succeeded", null);
    }

    /** Renames a host; needs {@code HOST_ADD}. */
    public void rename(Actor actor, HostId host, String name) {
        String before = fleet.host(actor, host).name();
        require(actor, Permission.HOST_ADD, "host.rename", host.value());
        Map<String, String> parameters = Map.of("from", before, "to", SafeText.line(name, 100));
        audit.record(actor, "host.rename", host.value(), parameters, true, "intent", null);
        enrolment.rename(host, name);
        audit.record(actor, "host.rename", host.value(), parameters, true, "succeeded", null);
    }

    private void require(Actor actor, Permission permission, String action, String object) {
        if (!access.may(actor, permission)) {
            audit.record(actor, action, object, Map.of(), false, "refused", null);
            access.require(actor, permission);
        }
    }

    private void requireOn(Actor actor, HostId host, Permission permission, String action, String name) {
        if (!access.may(actor, permission, host)) {
            audit.record(actor, action, host.value(), Map.of("name", name), false, "refused", null);
            throw new LongshoreException(ErrorCode.FORBIDDEN, "needs " + permission + " on host " + name);
        }
    }
}

package dev.longshore.link;

import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import dev.longshore.wire.SnapshotItem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes into the audit what happened on the agent port without anybody having signed in. */
@Component
class IncidentAudit implements AgentListener {

    private final AuditLog audit;

    IncidentAudit(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void incident(LinkIncident incident) {
        switch (incident.kind()) {
            case ENROLLED, RECOVERED -> {} // recorded before they were so
            case TOKEN_REFUSED,
                    TOKEN_REPLAYED,
                    CERTIFICATE_REFUSED,
                    CLONE_QUARANTINED,
                    RESTORED_SERVER,
                    FOREIGN_STREAM,
                    MALFORMED -> record(incident);
        }
    }

    /** Records it now; {@code STORAGE} if it can't be, and then it must not happen. */
    void record(LinkIncident incident) {
        Actor agent = new Actor(0, "agent", List.of(), Actor.Method.SYSTEM, incident.peer(), "");
        HostId host = incident.host();
        boolean allowed = switch (incident.kind()) {
            case ENROLLED, RECOVERED, RESTORED_SERVER -> true;
            case TOKEN_REFUSED, TOKEN_REPLAYED, CERTIFICATE_REFUSED, CLONE_QUARANTINED, FOREIGN_STREAM, MALFORMED ->
                false;
        };
        audit.record(
                agent,
                "link." + incident.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                host == null ? "" : host.value(),
                Map.of("detail", incident.detail()),
                allowed,
                allowed ? "succeeded" : "refused",
                null);
    }

    @Override
    public void connected(AgentSession session, Hello hello) {}

    @Override
    public void disconnected(AgentSession session, String reason) {}

    @Override
    public void message(AgentSession session, AgentMessage message) {}

    @Override
    public void snapshot(AgentSession session, List<SnapshotItem> items) {}

    @Override
    public void hostChanged(HostId host) {}
}

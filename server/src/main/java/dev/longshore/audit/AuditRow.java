package dev.longshore.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row of {@code audit_entry}, which is never written again. */
@Entity
@Immutable
@Table(name = "audit_entry")
class AuditRow implements Persistable<Long> {

    @Id
    private long seq;

    private Instant recordedAt = Instant.EPOCH;
    private String actor = "";
    private String authMethod = "";
    private String sessionHash = "";
    private String peer = "";
    private String actionName = "";
    private String objectText = "";
    private String parametersJson = "";
    private boolean wasAllowed;
    private String resultText = "";
    private @Nullable String operationId;
    private String previousHash = "";
    private String hash = "";

    @Transient
    private boolean made;

    static AuditRow of(AuditEntry line) {
        AuditRow row = new AuditRow();
        row.seq = line.seq();
        row.recordedAt = line.at();
        row.actor = line.actor();
        row.authMethod = line.method();
        row.sessionHash = line.session();
        row.peer = line.peer();
        row.actionName = line.action();
        row.objectText = line.object();
        row.parametersJson = AuditJson.parameters(line.parameters());
        row.wasAllowed = line.allowed();
        row.resultText = line.result();
        row.operationId = line.operationId();
        row.previousHash = line.previousHash();
        row.hash = line.hash();
        row.made = true;
        return row;
    }

    AuditEntry line() {
        return new AuditEntry(
                seq,
                recordedAt,
                actor,
                authMethod,
                sessionHash,
                peer,
                actionName,
                objectText,
                AuditJson.parameters(parametersJson),
                wasAllowed,
                resultText,
                operationId,
                previousHash,
                hash);
    }

    @Override
    public Long getId() {
        return seq;
    }

    @Override
    public boolean isNew() {
        return made;
    }
}

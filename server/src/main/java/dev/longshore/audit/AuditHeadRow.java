package dev.longshore.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** The one row of {@code audit_head}. */
@Entity
@Table(name = "audit_head")
@NamedQuery(
        name = "AuditHeadRow.lock",
        query = "select h from AuditHeadRow h where h.id = 1",
        lockMode = LockModeType.PESSIMISTIC_WRITE)
class AuditHeadRow {

    @Id
    private int id;

    private long seq;
    private String hash = "";

    AuditStore.Head head() {
        return new AuditStore.Head(seq, hash);
    }
}

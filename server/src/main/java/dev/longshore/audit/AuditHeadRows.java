package dev.longshore.audit;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code audit_head}. */
interface AuditHeadRows extends Repository<AuditHeadRow, Integer> {

    Optional<AuditHeadRow> findById(Integer id);

    /** Waits for whoever holds the row, and holds it until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<AuditHeadRow> lock();

    /** Cleared from the session after it, so that the next line of the same transaction reads the head anew. */
    @Transactional(propagation = Propagation.MANDATORY)
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update AuditHeadRow h set h.seq = :seq, h.hash = :hash where h.id = 1")
    void move(long seq, String hash);
}

package dev.longshore.audit;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The table {@code audit_entry}: there is no way here to change or remove a line. */
interface AuditRows extends Repository<AuditRow, Long> {

    AuditRow saveAndFlush(AuditRow row);

    List<AuditRow> findBySeqLessThanOrderBySeqDesc(long seq, Limit most);

    List<AuditRow> findBySeqGreaterThanOrderBySeq(long seq, Limit most);

    /** With a pattern of {@code LIKE} in lower case, ! is its escape. */
    @Query("""
            select a from AuditRow a
            where a.seq < :seq
              and (lower(a.actor) like :pattern escape '!' or lower(a.actionName) like :pattern escape '!'
                or lower(a.objectText) like :pattern escape '!' or lower(a.operationId) like :pattern escape '!')
            order by a.seq desc""")
    List<AuditRow> search(long seq, String pattern, Limit most);
}

package dev.longshore.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Repository;

/** The audit in the database. There is no way here to change or remove a line. */
@Repository
class AuditStore {

    /** The last line. */
    record Head(long seq, String hash) {}

    private final AuditRows lines;
    private final AuditHeadRows heads;

    AuditStore(AuditRows lines, AuditHeadRows heads) {
        this.lines = lines;
        this.heads = heads;
    }

    /** Holds the end of the chain until the transaction ends. */
    Head lockHead() {
        return heads.lock().map(AuditHeadRow::head).orElseThrow();
    }

    /** The end of the chain; empty if somebody removed it. */
    Optional<Head> head() {
        return heads.findById(1).map(AuditHeadRow::head);
    }

    /** Within the transaction that holds the end. */
    void append(AuditEntry line) {
        lines.saveAndFlush(AuditRow.of(line));
        heads.move(line.seq(), line.hash());
    }

    /** Lines below a number, newest first. */
    List<AuditEntry> before(long seq, String text, int most) {
        Limit limit = Limit.of(most);
        String pattern = '%' + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + '%';
        List<AuditRow> found =
                text.isEmpty() ? lines.findBySeqLessThanOrderBySeqDesc(seq, limit) : lines.search(seq, pattern, limit);
        return found.stream().map(AuditRow::line).toList();
    }

    /** Lines above a number, oldest first. */
    List<AuditEntry> after(long seq, int most) {
        return lines.findBySeqGreaterThanOrderBySeq(seq, Limit.of(most)).stream()
                .map(AuditRow::line)
                .toList();
    }
}

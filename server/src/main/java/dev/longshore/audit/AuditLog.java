package dev.longshore.audit;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit: append-only, chained by hashes. What can't be recorded must not happen. */
@Service
public class AuditLog {

    private static final int MOST_LISTED = 500;
    private static final int PAGE = 1000;
    private static final int MOST_OBJECT_CHARS = 2000;
    private static final int MOST_PARAMETERS = 24;
    private static final int MOST_PARAMETER_CHARS = 1000;

    private final AuditStore store;
    private final Access access;
    private final TransactionTemplate transaction;
    private final Clock clock;

    AuditLog(AuditStore store, Access access, TransactionTemplate transaction, Clock clock) {
        this.store = store;
        this.access = access;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Appends a line; joins the caller's transaction if there is one, and is undone with it: record a refusal outside of
     * the transaction that it ends. Control characters are spelled out, and long texts are cut.
     *
     * @throws LongshoreException {@code STORAGE} if it can't be written: refuse the act then
     */
    public void record(
            Actor actor,
            String action,
            String object,
            Map<String, String> parameters,
            boolean allowed,
            String result,
            @Nullable String operationId) {
        try {
            transaction.executeWithoutResult(_ -> {
                AuditStore.Head head = store.lockHead();
                AuditEntry line = new AuditEntry(
                        head.seq() + 1,
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        AuditText.line(actor.name(), 100),
                        actor.method().name(),
                        AuditText.line(actor.session(), 64),
                        AuditText.line(actor.peer(), 64),
                        AuditText.line(action, 64),
                        AuditText.line(object, MOST_OBJECT_CHARS),
                        capped(parameters),
                        allowed,
                        AuditText.line(result, 200),
                        operationId == null ? null : AuditText.line(operationId, 64),
                        head.hash(),
                        "");
                store.append(sealed(line));
            });
        } catch (DataAccessException | TransactionException trouble) {
            throw new LongshoreException(ErrorCode.STORAGE, "the audit can't be written, so nothing was done", trouble);
        }
    }

    /**
     * Lines with a lower seq than {@code before}, newest first; needs {@code AUDIT_VIEW}, and a refusal is recorded.
     *
     * @param text part of actor, action, object or operation id; empty for all
     * @param most 1 to 500
     */
    public List<AuditEntry> list(Actor actor, String text, long before, int most) {
        requireView(actor, "audit.list");
        return store.before(before, text, Math.clamp(most, 1, MOST_LISTED));
    }

    /** Checks the whole chain; needs {@code AUDIT_VIEW}. */
    public AuditVerdict verify(Actor actor) {
        requireView(actor, "audit.verify");
        // lines that are added meanwhile are not a fault: the end is read first
        AuditStore.Head end = store.head().orElse(null);
        String previous = AuditJson.GENESIS;
        long last = 0;
        for (List<AuditEntry> page = store.after(0, PAGE); !page.isEmpty(); page = store.after(last, PAGE)) {
            for (AuditEntry line : page) {
                if (line.seq() != last + 1) {
                    return AuditVerdict.bad(last, last + 1, "is missing");
                }
                if (!line.previousHash().equals(previous)) {
                    return AuditVerdict.bad(last, line.seq(), "does not follow the line before it");
                }
                if (!line.hash().equals(AuditJson.hash(previous, AuditJson.canonical(line)))) {
                    return AuditVerdict.bad(last, line.seq(), "was changed");
                }
                if (end != null && line.seq() == end.seq() && !line.hash().equals(end.hash())) {
                    return AuditVerdict.bad(last, line.seq(), "is not the one that was written last");
                }
                previous = line.hash();
                last = line.seq();
            }
        }
        if (end == null || last < end.seq()) {
            return AuditVerdict.bad(last, last + 1, "is missing");
        }
        return AuditVerdict.good(last);
    }

    /**
     * Writes all lines, oldest first, one JSON object per line; needs {@code AUDIT_VIEW}.
     *
     * @throws IOException if {@code to} does not take them
     */
    public void export(Actor actor, Appendable to) throws IOException {
        requireView(actor, "audit.export");
        record(actor, "audit.export", "", Map.of(), true, "succeeded", null);
        long last = 0;
        for (List<AuditEntry> page = store.after(0, PAGE); !page.isEmpty(); page = store.after(last, PAGE)) {
            for (AuditEntry line : page) {
                to.append(AuditJson.full(line)).append('\n');
                last = line.seq();
            }
        }
    }

    private void requireView(Actor actor, String action) {
        if (!access.may(actor, Permission.AUDIT_VIEW)) {
            record(actor, action, "", Map.of(), false, "refused", null);
            access.require(actor, Permission.AUDIT_VIEW);
        }
    }

    private static AuditEntry sealed(AuditEntry line) {
        return new AuditEntry(
                line.seq(),
                line.at(),
                line.actor(),
                line.method(),
                line.session(),
                line.peer(),
                line.action(),
                line.object(),
                line.parameters(),
                line.allowed(),
                line.result(),
                line.operationId(),
                line.previousHash(),
                AuditJson.hash(line.previousHash(), AuditJson.canonical(line)));
    }

    private static Map<String, String> capped(Map<String, String> parameters) {
        Map<String, String> capped = new TreeMap<>();
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (capped.size() < MOST_PARAMETERS) {
                capped.put(AuditText.line(name, 64), AuditText.line(value, MOST_PARAMETER_CHARS));
            }
        });
        return capped;
    }
}

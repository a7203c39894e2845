package dev.longshore.audit;

import dev.longshore.access.Actor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The audit: append-only, chained by hashes. What can't be recorded must not happen. */
@Service
public class AuditLog {

    /**
     * Appends a line; joins the caller's transaction if there is one.
     *
     * @throws dev.longshore.model.LongshoreException {@code STORAGE} if it can't be written: refuse the act then
     */
    public void record(
            Actor actor,
            String action,
            String object,
            Map<String, String> parameters,
            boolean allowed,
            String result,
            @Nullable String operationId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Lines with a lower seq than {@code before}, newest first; needs {@code AUDIT_VIEW}.
     *
     * @param text part of actor, action, object or operation id; empty for all
     */
    public List<AuditEntry> list(Actor actor, String text, long before, int most) {
        return List.of();
    }
}

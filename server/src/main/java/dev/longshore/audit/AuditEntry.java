package dev.longshore.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit: an intent before the command leaves, or a result after it.
 *
 * @param seq 1, 2, 3 … without gaps
 * @param action for example {@code image.pull}, {@code host.remove}, {@code login}
 * @param object what it was about, for example a host's id or an image reference
 * @param parameters as asked, secrets removed
 * @param allowed whether it was let through
 * @param result {@code intent}, {@code succeeded}, {@code failed}, {@code refused} …
 * @param operationId or null
 * @param hash SHA-256 over the previous hash and this line's canonical JSON, hex
 */
public record AuditEntry(
        long seq,
        Instant at,
        String actor,
        String method,
        String session,
        String peer,
        String action,
        String object,
        Map<String, String> parameters,
        boolean allowed,
        String result,
        @Nullable String operationId,
        String previousHash,
        String hash) {

    public AuditEntry {
        parameters = Map.copyOf(parameters);
    }
}

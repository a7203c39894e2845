package dev.longshore.link;

import dev.longshore.model.HostId;
import org.jspecify.annotations.Nullable;

/**
 * Something on the agent port that an administrator should be able to find later.
 *
 * @param host the host it is about, null if none is proven
 * @param peer the address it came from
 * @param detail one sentence, without secrets
 */
public record LinkIncident(Kind kind, @Nullable HostId host, String peer, String detail) {

    /** What happened. */
    public enum Kind {
        ENROLLED,
        TOKEN_REFUSED,
        TOKEN_REPLAYED,
        CERTIFICATE_REFUSED,
        RECOVERED,
        CLONE_QUARANTINED,
        RESTORED_SERVER,
        FOREIGN_STREAM,
        MALFORMED;

        /** Whether something was refused; the others are rare, and each of them counts. */
        boolean refusal() {
            return switch (this) {
                case TOKEN_REFUSED, TOKEN_REPLAYED, CERTIFICATE_REFUSED, FOREIGN_STREAM, MALFORMED -> true;
                case ENROLLED, RECOVERED, CLONE_QUARANTINED, RESTORED_SERVER -> false;
            };
        }
    }
}

package dev.longshore.link;

import java.time.Instant;

/**
 * A join token just made; the secret in it is not kept and can't be shown again.
 *
 * @param id for the audit, not secret
 * @param text {@code LSJ1.…}, for LONGSHORE_TOKEN
 */
public record JoinToken(String id, String text, Instant expiresAt) {

    @Override
    public String toString() {
        return "JoinToken[" + id + "]";
    }
}

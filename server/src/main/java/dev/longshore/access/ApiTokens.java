package dev.longshore.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** API tokens of an account: {@code lsp_…}, kept as hashes, shown once. */
@Service
public class ApiTokens {

    /**
     * A token as listed; its text is only there right after it was made.
     *
     * @param expiresAt or null for never
     */
    public record ApiToken(
            long id,
            String name,
            @Nullable String text,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        @Override
        public String toString() {
            return "ApiToken[" + id + "]";
        }
    }

    /** Makes a token with the rights of the account itself. */
    public ApiToken create(Actor actor, String name, @Nullable Instant expiresAt) {
        throw new UnsupportedOperationException();
    }

    /** One's own tokens. */
    public List<ApiToken> list(Actor actor) {
        return List.of();
    }

    /** Ends one of one's own tokens. */
    public void revoke(Actor actor, long id) {
        throw new UnsupportedOperationException();
    }
}

package dev.longshore.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** API tokens in the database, by the hash of their text. */
@Repository
class TokenStore {

    /** A token, and whose it is. */
    record TokenRecord(
            long id,
            long accountId,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        boolean expired(Instant now) {
            return expiresAt != null && !expiresAt.isAfter(now);
        }

        ApiTokens.ApiToken token(@Nullable String text) {
            return new ApiTokens.ApiToken(id, name, text, createdAt, expiresAt, lastUsedAt);
        }
    }

    private final ApiTokenRows rows;

    TokenStore(ApiTokenRows rows) {
        this.rows = rows;
    }

    TokenRecord insert(long accountId, String name, String secretHash, Instant at, @Nullable Instant expiresAt) {
        return rows.saveAndFlush(ApiTokenRow.of(accountId, name, secretHash, at, expiresAt))
                .token();
    }

    Optional<TokenRecord> byHash(String secretHash) {
        return rows.findBySecretHash(secretHash).map(ApiTokenRow::token);
    }

    Optional<TokenRecord> byId(long id) {
        return rows.findById(id).map(ApiTokenRow::token);
    }

    List<TokenRecord> of(long accountId) {
        return rows.findByAccountIdOrderById(accountId).stream()
                .map(ApiTokenRow::token)
                .toList();
    }

    void used(long id, Instant at) {
        rows.used(id, at);
    }

    /** Whether the account had such a token. */
    boolean delete(long accountId, long id) {
        return rows.delete(accountId, id) == 1;
    }

    void deleteAll(long accountId) {
        rows.deleteAll(accountId);
    }
}

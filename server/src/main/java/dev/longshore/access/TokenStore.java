package dev.longshore.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** API tokens in the database, by the hash of their text. */
@Repository
class TokenStore {

    /** A token, and whose it is. */
    record TokenRow(
            long id,
            long accountId,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        ApiTokens.ApiToken token(@Nullable String text) {
            return new ApiTokens.ApiToken(id, name, text, createdAt, expiresAt, lastUsedAt);
        }
    }

    private static final String COLUMNS =
            "SELECT id, account_id, name, created_at, expires_at, last_used_at FROM api_token ";

    private final JdbcClient jdbc;

    TokenStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    TokenRow insert(long accountId, String name, String secretHash, Instant at, @Nullable Instant expiresAt) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO api_token (account_id, name, secret_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)")
                .param(accountId)
                .param(name)
                .param(secretHash)
                .param(AccountStore.utc(at))
                .param(new SqlParameterValue(
                        Types.TIMESTAMP_WITH_TIMEZONE, expiresAt == null ? null : AccountStore.utc(expiresAt)))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave no id");
        }
        return new TokenRow(id.longValue(), accountId, name, at, expiresAt, null);
    }

    Optional<TokenRow> byHash(String secretHash) {
        return jdbc.sql(COLUMNS + "WHERE secret_hash = ?")
                .param(secretHash)
                .query(TokenStore::row)
                .optional();
    }

    Optional<TokenRow> byId(long id) {
        return jdbc.sql(COLUMNS + "WHERE id = ?")
                .param(id)
                .query(TokenStore::row)
                .optional();
    }

    List<TokenRow> of(long accountId) {
        return jdbc.sql(COLUMNS + "WHERE account_id = ? ORDER BY id")
                .param(accountId)
                .query(TokenStore::row)
                .list();
    }

    void used(long id, Instant at) {
        jdbc.sql("UPDATE api_token SET last_used_at = ? WHERE id = ?")
                .params(AccountStore.utc(at), id)
                .update();
    }

    /** Whether the account had such a token. */
    boolean delete(long accountId, long id) {
        return jdbc.sql("DELETE FROM api_token WHERE account_id = ? AND id = ?")
                        .params(accountId, id)
                        .update()
                == 1;
    }

    void deleteAll(long accountId) {
        jdbc.sql("DELETE FROM api_token WHERE account_id = ?").param(accountId).update();
    }

    private static TokenRow row(ResultSet row, int number) throws SQLException {
        return new TokenRow(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getString("name"),
                AccountStore.instant(row, "created_at"),
                orNull(row, "expires_at"),
                orNull(row, "last_used_at"));
    }

    private static @Nullable Instant orNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}

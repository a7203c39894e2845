package dev.longshore.access;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_token}. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "api_token")
class ApiTokenRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private long accountId;
    private String name = "";
    private String secretHash = "";
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant expiresAt;
    private @Nullable Instant lastUsedAt;

    static ApiTokenRow of(long accountId, String name, String secretHash, Instant at, @Nullable Instant expiresAt) {
        ApiTokenRow row = new ApiTokenRow();
        row.accountId = accountId;
        row.name = name;
        row.secretHash = secretHash;
        row.createdAt = at;
        row.expiresAt = expiresAt;
        return row;
    }

    TokenStore.TokenRecord token() {
        if (id == null) {
            throw new IllegalStateException("the database gave no id");
        }
        return new TokenStore.TokenRecord(id, accountId, name, createdAt, expiresAt, lastUsedAt);
    }
}

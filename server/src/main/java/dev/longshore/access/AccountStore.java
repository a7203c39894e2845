package dev.longshore.access;

import dev.longshore.model.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** Accounts and grants in the database. */
@Repository
class AccountStore {

    private static final String COLUMNS = "SELECT id, name, password_hash, enabled, created_at FROM account ";

    private final JdbcClient jdbc;

    AccountStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isEmpty() {
        return jdbc.sql("SELECT count(*) FROM account").query(Long.class).single() == 0;
    }

    /** The first caller succeeds; every other gets a duplicate key, also from another process. */
    void markSetupDone(Instant at) {
        jdbc.sql("INSERT INTO setup_done (id, done_at) VALUES (1, ?)")
                .param(utc(at))
                .update();
    }

    /** Serialises changes of who is an administrator, until the transaction ends. */
    void lock() {
        jdbc.sql("SELECT id FROM setup_done WHERE id = 1 FOR UPDATE")
                .query(Integer.class)
                .optional();
    }

    Optional<AccountRow> byId(long id) {
        return jdbc.sql(COLUMNS + "WHERE id = ?").param(id).query(this::row).optional();
    }

    Optional<AccountRow> byKey(String key) {
        return jdbc.sql(COLUMNS + "WHERE name_key = ?")
                .param(key)
                .query(this::row)
                .optional();
    }

    List<AccountRow> all() {
        return jdbc.sql(COLUMNS + "ORDER BY name_key").query(this::row).list();
    }

    /** Throws Spring's DuplicateKeyException for a name that is taken. */
    AccountRow insert(AccountName name, String passwordHash, Grant grant, Instant at) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO account (name, name_key, password_hash, enabled, created_at) VALUES (?, ?, ?, TRUE, ?)")
                .params(name.value(), name.key(), passwordHash, utc(at))
                .update(key, "id");
        long id = id(key);
        insert(id, grant);
        return byId(id).orElseThrow();
    }

    void setEnabled(long id, boolean enabled) {
        jdbc.sql("UPDATE account SET enabled = ? WHERE id = ?")
                .params(enabled, id)
                .update();
    }

    void setPasswordHash(long id, String passwordHash) {
        jdbc.sql("UPDATE account SET password_hash = ? WHERE id = ?")
                .params(passwordHash, id)
                .update();
    }

    void replaceGrants(long id, List<Grant> grants) {
        jdbc.sql("DELETE FROM account_grant WHERE account_id = ?").param(id).update();
        grants.forEach(grant -> insert(id, grant));
    }

    private void insert(long accountId, Grant grant) {
        Set<HostId> hosts = grant.hosts();
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO account_grant (account_id, role_name, every_host) VALUES (?, ?, ?)")
                .params(accountId, grant.role().name(), hosts == null)
                .update(key, "id");
        if (hosts != null) {
            long grantId = id(key);
            hosts.forEach(host -> jdbc.sql("INSERT INTO account_grant_host (grant_id, host_id) VALUES (?, ?)")
                    .params(grantId, host.value())
                    .update());
        }
    }

    private AccountRow row(ResultSet row, int number) throws SQLException {
        long id = row.getLong("id");
        return new AccountRow(
                id,
                row.getString("name"),
                row.getString("password_hash"),
                row.getBoolean("enabled"),
                instant(row, "created_at"),
                grants(id));
    }

    private List<Grant> grants(long accountId) {
        record Line(
                long grantId,
                Role role,
                boolean everyHost,
                @Nullable String host) {}
        List<Line> lines = jdbc.sql("SELECT g.id, g.role_name, g.every_host, h.host_id FROM account_grant g"
                        + " LEFT JOIN account_grant_host h ON h.grant_id = g.id WHERE g.account_id = ? ORDER BY g.id")
                .param(accountId)
                .query((row, _) -> new Line(
                        row.getLong("id"),
                        Role.valueOf(row.getString("role_name")),
                        row.getBoolean("every_host"),
                        row.getString("host_id")))
                .list();
        List<Grant> grants = new ArrayList<>();
        for (int at = 0; at < lines.size(); ) {
            Line first = lines.get(at);
            Set<HostId> hosts = new HashSet<>();
            for (; at < lines.size() && lines.get(at).grantId() == first.grantId(); at++) {
                String host = lines.get(at).host();
                if (host != null) {
                    hosts.add(HostId.of(host));
                }
            }
            grants.add(new Grant(first.role(), first.everyHost() ? null : hosts));
        }
        return grants;
    }

    private static long id(GeneratedKeyHolder key) {
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave no id");
        }
        return id.longValue();
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

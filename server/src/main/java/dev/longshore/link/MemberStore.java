package dev.longshore.link;

import dev.longshore.model.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hosts and join tokens in the database. A change that must happen once is one UPDATE whose row count tells. */
@Repository
class MemberStore {

    private final JdbcClient db;

    MemberStore(JdbcClient db) {
        this.db = db;
    }

    void add(TokenRecord token) {
        db.sql("""
                insert into link_token (id, secret_digest, host_name, labels, creator, created_ms, expires_ms)
                values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        token.id(),
                        token.secretDigest(),
                        token.hostName(),
                        token.labels(),
                        token.creator(),
                        token.createdMs(),
                        token.expiresMs())
                .update();
    }

    Optional<TokenRecord> token(String id) {
        return db.sql("select * from link_token where id = ?")
                .param(id)
                .query(MemberStore::token)
                .optional();
    }

    /** Uses a token up; false if somebody else did, or it has expired. */
    boolean use(String tokenId, long nowMs, String keyThumbprint, HostId host) {
        return db.sql("""
                update link_token set used_ms = ?, key_thumbprint = ?, host_id = ?
                where id = ? and used_ms is null and expires_ms > ?""")
                        .params(nowMs, keyThumbprint, host.value(), tokenId, nowMs)
                        .update()
                == 1;
    }

    void forgetTokensBefore(long ms) {
        db.sql("delete from link_token where expires_ms < ?").param(ms).update();
    }

    void add(HostRecord host) {
        db.sql("""
                insert into link_host (id, name, active_name, name_given, labels, enrolled_ms, public_key,
                  key_thumbprint, certificate, certificate_expires_ms, issued_generation, seen_generation, recoveries)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        host.id().value(),
                        host.name(),
                        host.name().toLowerCase(Locale.ROOT),
                        host.nameGiven(),
                        host.labels(),
                        host.enrolledMs(),
                        host.publicKey(),
                        host.keyThumbprint(),
                        host.certificate(),
                        host.certificateExpiresMs(),
                        host.issuedGeneration(),
                        host.seenGeneration(),
                        host.recoveries())
                .update();
    }

    Optional<HostRecord> host(HostId id) {
        return db.sql("select * from link_host where id = ?")
                .param(id.value())
                .query(MemberStore::host)
                .optional();
    }

    List<HostRecord> hosts() {
        return db.sql("select * from link_host where removed_ms is null order by active_name")
                .query(MemberStore::host)
                .list();
    }

    boolean isTaken(String name) {
        return db.sql("select count(*) from link_host where active_name = ?")
                        .param(name.toLowerCase(Locale.ROOT))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void rename(HostId id, String name) {
        db.sql("update link_host set name = ?, active_name = ?, name_given = true where id = ? and removed_ms is null")
                .params(name, name.toLowerCase(Locale.ROOT), id.value())
                .update();
    }

    /** The next certificate, provided that no other was issued since. */
    boolean issue(HostId id, long before, long generation, String certificate, long expiresMs) {
        return db.sql("""
                update link_host set issued_generation = ?, certificate = ?, certificate_expires_ms = ?
                where id = ? and issued_generation = ?""")
                        .params(generation, certificate, expiresMs, id.value(), before)
                        .update()
                == 1;
    }

    void countRecovery(HostId id) {
        db.sql("update link_host set recoveries = recoveries + 1 where id = ?")
                .param(id.value())
                .update();
    }

    /** From now on lower generations are dead. */
    void seen(HostId id, long generation) {
        db.sql("""
                update link_host set seen_generation = ?,
                  issued_generation = case when issued_generation < ? then ? else issued_generation end
                where id = ? and seen_generation < ?""")
                .params(generation, generation, generation, id.value(), generation)
                .update();
    }

    void quarantine(HostId id, long nowMs) {
        db.sql("update link_host set quarantined_ms = ? where id = ? and quarantined_ms is null")
                .params(nowMs, id.value())
                .update();
    }

    boolean remove(HostId id, long nowMs) {
        return db.sql("update link_host set removed_ms = ?, active_name = null where id = ? and removed_ms is null")
                        .params(nowMs, id.value())
                        .update()
                == 1;
    }

    void lastSeen(HostId id, long nowMs) {
        db.sql("update link_host set last_seen_ms = ? where id = ?")
                .params(nowMs, id.value())
                .update();
    }

    private static TokenRecord token(ResultSet row, int number) throws SQLException {
        return new TokenRecord(
                row.getString("id"),
                row.getString("secret_digest"),
                row.getString("host_name"),
                row.getString("labels"),
                row.getString("creator"),
                row.getLong("created_ms"),
                row.getLong("expires_ms"),
                nullable(row, "used_ms"),
                row.getString("key_thumbprint"),
                row.getString("host_id"));
    }

    private static HostRecord host(ResultSet row, int number) throws SQLException {
        return new HostRecord(
                HostId.of(row.getString("id")),
                row.getString("name"),
                row.getBoolean("name_given"),
                row.getString("labels"),
                row.getLong("enrolled_ms"),
                nullable(row, "removed_ms"),
                nullable(row, "quarantined_ms"),
                nullable(row, "last_seen_ms"),
                row.getString("public_key"),
                row.getString("key_thumbprint"),
                row.getString("certificate"),
                row.getLong("certificate_expires_ms"),
                row.getLong("issued_generation"),
                row.getLong("seen_generation"),
                row.getInt("recoveries"));
    }

    private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}

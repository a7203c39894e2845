package dev.longshore.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The audit in the database. There is no way here to change or remove a line. */
@Repository
class AuditStore {

    /** The last line. */
    record Head(long seq, String hash) {}

    private static final String COLUMNS =
            "SELECT seq, recorded_at, actor, auth_method, session_hash, peer, action_name,"
                    + " object_text, parameters_json, was_allowed, result_text, operation_id, previous_hash, hash"
                    + " FROM audit_entry ";

    private final JdbcClient jdbc;

    AuditStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds the end of the chain until the transaction ends. */
    Head lockHead() {
        return head("SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE").orElseThrow();
    }

    /** The end of the chain; empty if somebody removed it. */
    Optional<Head> head() {
        return head("SELECT seq, hash FROM audit_head WHERE id = 1");
    }

    private Optional<Head> head(String sql) {
        return jdbc.sql(sql)
                .query((row, _) -> new Head(row.getLong("seq"), row.getString("hash")))
                .optional();
    }

    void append(AuditEntry line) {
        jdbc.sql("INSERT INTO audit_entry (seq, recorded_at, actor, auth_method, session_hash, peer, action_name,"
                        + " object_text, parameters_json, was_allowed, result_text, operation_id, previous_hash, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(line.seq())
                .param(line.at().atOffset(ZoneOffset.UTC))
                .param(line.actor())
                .param(line.method())
                .param(line.session())
                .param(line.peer())
                .param(line.action())
                .param(line.object())
                .param(AuditJson.parameters(line.parameters()))
                .param(line.allowed())
                .param(line.result())
                .param(line.operationId())
                .param(line.previousHash())
                .param(line.hash())
                .update();
        jdbc.sql("UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1")
                .params(line.seq(), line.hash())
                .update();
    }

    /** Lines below a number, newest first. */
    List<AuditEntry> before(long seq, String text, int most) {
        String like = '%' + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + '%';
        String filter = text.isEmpty()
                ? "WHERE seq < :seq "
                : "WHERE seq < :seq AND (lower(actor) LIKE :like ESCAPE '!' OR lower(action_name) LIKE :like ESCAPE '!'"
                        + " OR lower(object_text) LIKE :like ESCAPE '!'"
                        + " OR lower(operation_id) LIKE :like ESCAPE '!') ";
        JdbcClient.StatementSpec query = jdbc.sql(
                        COLUMNS + filter + "ORDER BY seq DESC FETCH FIRST " + most + " ROWS ONLY")
                .param("seq", seq);
        return (text.isEmpty() ? query : query.param("like", like))
                .query(AuditStore::line)
                .list();
    }

    /** Lines above a number, oldest first. */
    List<AuditEntry> after(long seq, int most) {
        return jdbc.sql(COLUMNS + "WHERE seq > ? ORDER BY seq FETCH FIRST " + most + " ROWS ONLY")
                .param(seq)
                .query(AuditStore::line)
                .list();
    }

    private static AuditEntry line(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getLong("seq"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("auth_method"),
                row.getString("session_hash"),
                row.getString("peer"),
                row.getString("action_name"),
                row.getString("object_text"),
                AuditJson.parameters(row.getString("parameters_json")),
                row.getBoolean("was_allowed"),
                row.getString("result_text"),
                row.getString("operation_id"),
                row.getString("previous_hash"),
                row.getString("hash"));
    }
}

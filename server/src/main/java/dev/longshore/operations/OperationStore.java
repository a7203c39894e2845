package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of operations. Whoever got an answer from here can rely on it after a power cut. */
@Component
class OperationStore {

    private static final Logger LOG = LoggerFactory.getLogger(OperationStore.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    OperationStore(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** All or nothing, and durable when it returns; {@code STORAGE} if that can't be. */
    void inTransaction(Runnable work) {
        reading(() -> {
            transaction.executeWithoutResult(_ -> work.run());
            return true;
        });
    }

    private static <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (DuplicateKeyException known) {
            throw known;
        } catch (DataAccessException | TransactionException fault) {
            LOG.error("The database can't be used", fault);
            throw new LongshoreException(ErrorCode.STORAGE, "the server's database can't be used", fault);
        }
    }

    /** Adds an operation with its parts; {@code DuplicateKeyException} if its idempotency key was used. */
    void insert(LiveOperation operation, @Nullable String idempotencyKey) {
        jdbc.sql("""
                INSERT INTO operations (id, type, title, task, actor_id, actor_name, retry_of, state, with_credentials,
                    idempotency_key, created_at, started_at, finished_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(row(
                        operation.id.value(),
                        operation.task.type(),
                        Titles.of(operation.task),
                        OperationJson.write(operation.task),
                        operation.actor.accountId(),
                        operation.actor.name(),
                        operation.retryOf == null ? null : operation.retryOf.value(),
                        operation.state().name(),
                        operation.withCredentials,
                        idempotencyKey,
                        at(operation.createdAt),
                        at(operation.startedAt()),
                        at(operation.finishedAt())))
                .update();
        int place = 0;
        for (LiveOperation.Part part : operation.parts()) {
            jdbc.sql("""
                    INSERT INTO operation_parts (operation_id, place, host_id, host_name, state, cancel_asked, failure,
                        result, started_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .params(row(
                            operation.id.value(),
                            place++,
                            part.host.value(),
                            part.hostName,
                            part.state.name(),
                            part.cancelAsked,
                            OperationJson.write(part.failure),
                            OperationJson.write(part.result),
                            at(part.startedAt),
                            at(part.finishedAt)))
                    .update();
        }
    }

    /** Writes how a part, and with it the operation, stands now. */
    void update(LiveOperation operation, LiveOperation.Part part) {
        jdbc.sql("""
                UPDATE operation_parts SET state = ?, cancel_asked = ?, failure = ?, result = ?, started_at = ?,
                    finished_at = ? WHERE operation_id = ? AND host_id = ?""")
                .params(row(
                        part.state.name(),
                        part.cancelAsked,
                        OperationJson.write(part.failure),
                        OperationJson.write(part.result),
                        at(part.startedAt),
                        at(part.finishedAt),
                        operation.id.value(),
                        part.host.value()))
                .update();
        jdbc.sql("UPDATE operations SET state = ?, started_at = ?, finished_at = ? WHERE id = ?")
                .params(row(
                        operation.state().name(),
                        at(operation.startedAt()),
                        at(operation.finishedAt()),
                        operation.id.value()))
                .update();
    }

    private static List<?> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    Optional<Stored> find(OperationId id) {
        return reading(() -> load("WHERE id = ?", List.of(id.value())).stream().findFirst());
    }

    Optional<Stored> findByKey(long actorId, String idempotencyKey) {
        return reading(
                () -> load("WHERE actor_id = ? AND idempotency_key = ?", List.of(actorId, idempotencyKey)).stream()
                        .findFirst());
    }

    /** All that have not ended. */
    List<Stored> unfinished() {
        return reading(() -> load("WHERE state IN ('QUEUED', 'RUNNING') ORDER BY id", List.of()));
    }

    /** Those that match, and how many there are in all. */
    List<Stored> list(HistoryFilter filter, int from, int most) {
        List<Object> params = new ArrayList<>(filter.params());
        params.add(most);
        params.add(from);
        return reading(() -> load(filter.where() + " ORDER BY id DESC LIMIT ? OFFSET ?", params));
    }

    int count(HistoryFilter filter) {
        return reading(() -> jdbc.sql("SELECT COUNT(*) FROM operations o " + filter.where())
                .params(filter.params())
                .query(Integer.class)
                .single());
    }

    int deleteEndedBefore(Instant limit) {
        return reading(() -> jdbc.sql("DELETE FROM operations WHERE finished_at < ?")
                .params(List.of(limit.atOffset(ZoneOffset.UTC)))
                .update());
    }

    /** An operation as stored, which can be taken up again. */
    record Stored(LiveOperation operation) {

        Operation view() {
            return operation.view();
        }

        long actorId() {
            return operation.actor.accountId();
        }
    }

    private List<Stored> load(String where, List<?> params) {
        List<Header> headers = jdbc.sql("SELECT o.* FROM operations o " + where)
                .params(params)
                .query((row, _) -> header(row))
                .list();
        if (headers.isEmpty()) {
            return List.of();
        }
        Map<String, Task> tasks = new HashMap<>();
        headers.forEach(header -> tasks.put(header.id(), header.task()));
        Map<String, List<LiveOperation.Part>> parts = new HashMap<>();
        jdbc.sql("SELECT * FROM operation_parts WHERE operation_id IN (:ids) ORDER BY operation_id, place")
                .param("ids", tasks.keySet())
                .query((ResultSet row) -> {
                    String id = row.getString("operation_id");
                    Task task = tasks.get(id);
                    if (task != null) {
                        parts.computeIfAbsent(id, _ -> new ArrayList<>()).add(part(task, row));
                    }
                });
        return headers.stream()
                .map(header -> new Stored(header.operation(parts.getOrDefault(header.id(), List.of()))))
                .toList();
    }

    private record Header(
            String id, Task task, Actor actor, @Nullable String retryOf, Instant createdAt, boolean withCredentials) {

        LiveOperation operation(List<LiveOperation.Part> parts) {
            return new LiveOperation(
                    OperationId.of(id),
                    task,
                    actor,
                    retryOf == null ? null : OperationId.of(retryOf),
                    createdAt,
                    withCredentials,
                    null,
                    parts);
        }
    }

    private static Header header(ResultSet row) throws SQLException {
        Instant created = instant(row, "created_at");
        return new Header(
                row.getString("id"),
                OperationJson.readTask(row.getString("task")),
                // who asked, for the audit of its end: nothing is decided by this actor's rights
                new Actor(row.getLong("actor_id"), row.getString("actor_name"), List.of(), Actor.Method.SYSTEM, "", ""),
                row.getString("retry_of"),
                created == null ? Instant.EPOCH : created,
                row.getBoolean("with_credentials"));
    }

    private static LiveOperation.Part part(Task task, ResultSet row) throws SQLException {
        LiveOperation.Part part =
                new LiveOperation.Part(HostId.of(row.getString("host_id")), row.getString("host_name"));
        part.state = OperationState.valueOf(row.getString("state"));
        part.cancelAsked = row.getBoolean("cancel_asked");
        part.failure = OperationJson.readFailure(row.getString("failure"));
        part.result = OperationJson.readResult(task, row.getString("result"));
        part.startedAt = instant(row, "started_at");
        part.finishedAt = instant(row, "finished_at");
        return part;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}

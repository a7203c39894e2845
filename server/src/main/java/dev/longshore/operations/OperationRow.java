package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.model.OperationId;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.BatchSize;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row of {@code operations}, with its parts. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "operations")
class OperationRow implements Persistable<String> {

    @Id
    private String id = "";

    private String type = "";
    private String title = "";
    private String task = "";
    private long actorId;
    private String actorName = "";
    private @Nullable String retryOf;
    private @Nullable String sourceHost;
    private String state = "";
    private boolean withCredentials;
    private @Nullable String idempotencyKey;
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    /** Read for a whole page of operations in one statement. */
    @OneToMany(mappedBy = "operation", cascade = CascadeType.PERSIST)
    @OrderBy("place")
    @BatchSize(size = 200)
    private List<OperationPartRow> parts = new ArrayList<>();

    @Transient
    private boolean made;

    static OperationRow of(LiveOperation operation, @Nullable String idempotencyKey) {
        OperationRow row = new OperationRow();
        row.id = operation.id.value();
        row.type = operation.task.type();
        row.title = Titles.of(operation.task);
        row.task = TaskJson.write(operation.task);
        row.actorId = operation.actor.accountId();
        row.actorName = operation.actor.name();
        row.retryOf = operation.retryOf == null ? null : operation.retryOf.value();
        row.sourceHost =
                operation.task instanceof Task.Copy copy ? copy.source().value() : null;
        row.state = operation.state().name();
        row.withCredentials = operation.withCredentials;
        row.idempotencyKey = idempotencyKey;
        row.createdAt = operation.createdAt;
        row.startedAt = operation.startedAt();
        row.finishedAt = operation.finishedAt();
        for (LiveOperation.Part part : operation.parts()) {
            row.parts.add(OperationPartRow.of(row, row.parts.size(), part));
        }
        row.made = true;
        return row;
    }

    LiveOperation operation() {
        Task read = TaskJson.read(task);
        return new LiveOperation(
                OperationId.of(id),
                read,
                // who asked, for the audit of its end: nothing is decided by this actor's rights
                new Actor(actorId, actorName, List.of(), Actor.Method.SYSTEM, "", ""),
                retryOf == null ? null : OperationId.of(retryOf),
                createdAt,
                withCredentials,
                null,
                parts.stream().map(part -> part.part(read)).toList());
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return made;
    }
}

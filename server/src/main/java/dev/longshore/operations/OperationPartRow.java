package dev.longshore.operations;

import dev.longshore.model.HostId;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code operation_parts}. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "operation_parts")
@IdClass(OperationPartRow.Key.class)
class OperationPartRow {

    record Key(String operation, String hostId) {}

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "operation_id")
    private @Nullable OperationRow operation;

    @Id
    private String hostId = "";

    private int place;
    private String hostName = "";
    private String state = "";
    private boolean cancelAsked;
    private @Nullable String failure;
    private @Nullable String result;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    static OperationPartRow of(OperationRow operation, int place, LiveOperation.Part part) {
        OperationPartRow row = new OperationPartRow();
        row.operation = operation;
        row.hostId = part.host.value();
        row.place = place;
        row.hostName = part.hostName;
        row.state = part.state.name();
        row.cancelAsked = part.cancelAsked;
        row.failure = OperationJson.write(part.failure);
        row.result = OperationJson.write(part.result);
        row.startedAt = part.startedAt;
        row.finishedAt = part.finishedAt;
        return row;
    }

    LiveOperation.Part part(Task task) {
        LiveOperation.Part part = new LiveOperation.Part(HostId.of(hostId), hostName);
        part.state = OperationState.valueOf(state);
        part.cancelAsked = cancelAsked;
        part.failure = OperationJson.readFailure(failure);
        part.result = OperationJson.readResult(task, result);
        part.startedAt = startedAt;
        part.finishedAt = finishedAt;
        return part;
    }
}

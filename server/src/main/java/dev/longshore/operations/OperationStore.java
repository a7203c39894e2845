package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of operations. Whoever got an answer from here can rely on it after a power cut. */
@Component
class OperationStore {

    private static final Logger LOG = LoggerFactory.getLogger(OperationStore.class);

    private final OperationRows rows;
    private final TransactionTemplate transaction;
    private final AtomicBoolean refused = new AtomicBoolean();

    OperationStore(OperationRows rows, TransactionTemplate transaction) {
        this.rows = rows;
        this.transaction = transaction;
    }

    /** All or nothing, and durable when it returns; {@code STORAGE} if that can't be. */
    void inTransaction(Runnable work) {
        using(() -> {
            work.run();
            return true;
        });
    }

    private <T> T using(Supplier<T> work) {
        try {
            T done = transaction.execute(_ -> work.get());
            if (done == null) {
                throw new IllegalStateException("nothing was done");
            }
            if (refused.compareAndSet(true, false)) {
                LOG.info("The database can be used again");
            }
            return done;
        } catch (DuplicateKeyException known) {
            throw known;
        } catch (DataAccessException | TransactionException fault) {
            if (refused.compareAndSet(false, true)) {
                LOG.error("The database can't be used", fault);
            } else {
                LOG.debug("The database still can't be used", fault);
            }
            throw new LongshoreException(ErrorCode.STORAGE, "the server's database can't be used", fault);
        }
    }

    /** Adds an operation with its parts; {@code DuplicateKeyException} if its idempotency key was used. */
    void insert(LiveOperation operation, @Nullable String idempotencyKey) {
        rows.saveAndFlush(OperationRow.of(operation, idempotencyKey));
    }

    /** Writes how a part, and with it the operation, stands now. */
    void update(LiveOperation operation, LiveOperation.Part part) {
        rows.updatePart(
                operation.id.value(),
                part.host.value(),
                part.state.name(),
                part.cancelAsked,
                OperationJson.write(part.failure),
                OperationJson.write(part.result),
                part.startedAt,
                part.finishedAt);
        rows.update(operation.id.value(), operation.state().name(), operation.startedAt(), operation.finishedAt());
    }

    Optional<Stored> find(OperationId id) {
        return using(() -> rows.findById(id.value()).map(Stored::of));
    }

    Optional<Stored> findByKey(long actorId, String idempotencyKey) {
        return using(() ->
                rows.findByActorIdAndIdempotencyKey(actorId, idempotencyKey).map(Stored::of));
    }

    /** All that have not ended. */
    List<Stored> unfinished() {
        List<String> states = List.of(OperationState.QUEUED.name(), OperationState.RUNNING.name());
        return using(() ->
                rows.findByStateInOrderById(states).stream().map(Stored::of).toList());
    }

    /** A page of those that match, newest first, which knows how many there are in all. */
    Page<Stored> list(HistoryFilter filter, int page, int size) {
        return using(() -> rows.search(
                        filter.type(),
                        filter.state(),
                        filter.host(),
                        filter.pattern(),
                        filter.everything(),
                        filter.actorId(),
                        filter.visible(),
                        PageRequest.of(page, size))
                .map(Stored::of));
    }

    int deleteEndedBefore(Instant limit) {
        return using(() -> rows.deleteEndedBefore(limit));
    }

    /** An operation as stored, which can be taken up again. */
    record Stored(LiveOperation operation) {

        private static Stored of(OperationRow row) {
            return new Stored(row.operation());
        }

        Operation view() {
            return operation.view();
        }

        long actorId() {
            return operation.actor.accountId();
        }
    }
}

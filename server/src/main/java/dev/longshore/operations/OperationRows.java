package dev.longshore.operations;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tables {@code operations} and {@code operation_parts}. */
interface OperationRows extends Repository<OperationRow, String> {

    OperationRow saveAndFlush(OperationRow row);

    Optional<OperationRow> findById(String id);

    Optional<OperationRow> findByActorIdAndIdempotencyKey(long actorId, String idempotencyKey);

    List<OperationRow> findByStateInOrderById(Collection<String> states);

    /** An empty text stands for all; {@code visible} is never empty, as SQL knows no empty list. */
    @Query("""
            select o from OperationRow o
            where (:type = '' or o.type = :type)
              and (:state = '' or o.state = :state)
              and (:host = '' or exists (
                select 1 from OperationPartRow p where p.operation = o and p.hostId = :host))
              and (:pattern = '' or lower(o.title) like :pattern escape '!' or lower(o.actorName) like :pattern escape '!')
              and (:everything = true or o.actorId = :actorId or (
                (o.sourceHost is null or o.sourceHost in :visible) and not exists (
                  select 1 from OperationPartRow p where p.operation = o and p.hostId not in :visible)))
            order by o.id desc""")
    Page<OperationRow> search(
            String type,
            String state,
            String host,
            String pattern,
            boolean everything,
            long actorId,
            Collection<String> visible,
            Pageable page);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update OperationPartRow p set p.state = :state, p.cancelAsked = :cancelAsked, p.failure = :failure,
              p.result = :result, p.startedAt = :startedAt, p.finishedAt = :finishedAt
            where p.operation.id = :operation and p.hostId = :host""")
    void updatePart(
            String operation,
            String host,
            String state,
            boolean cancelAsked,
            @Nullable String failure,
            @Nullable String result,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update OperationRow o set o.state = :state, o.startedAt = :startedAt, o.finishedAt = :finishedAt
            where o.id = :id""")
    void update(String id, String state, @Nullable Instant startedAt, @Nullable Instant finishedAt);

    /** The database removes their parts with them. */
    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("delete from OperationRow o where o.finishedAt < :limit")
    int deleteEndedBefore(Instant limit);
}

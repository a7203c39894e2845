package dev.longshore.link;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code link_host}. */
interface HostRows extends Repository<HostRow, String> {

    HostRow saveAndFlush(HostRow row);

    Optional<HostRow> findById(String id);

    List<HostRow> findByRemovedMsIsNullOrderByActiveName();

    boolean existsByActiveName(String activeName);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update HostRow h set h.name = :name, h.activeName = :activeName, h.nameGiven = true
            where h.id = :id and h.removedMs is null""")
    void rename(String id, String name, String activeName);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update HostRow h set h.issuedGeneration = :generation, h.certificate = :certificate,
              h.certificateExpiresMs = :expiresMs
            where h.id = :id and h.issuedGeneration = :before""")
    int issue(String id, long before, long generation, String certificate, long expiresMs);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update HostRow h set h.recoveries = h.recoveries + 1 where h.id = :id")
    void countRecovery(String id);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update HostRow h set h.seenGeneration = :generation,
              h.issuedGeneration = case when h.issuedGeneration < :generation then :generation else h.issuedGeneration end
            where h.id = :id and h.seenGeneration < :generation""")
    void seen(String id, long generation);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update HostRow h set h.quarantinedMs = :nowMs where h.id = :id and h.quarantinedMs is null")
    void quarantine(String id, long nowMs);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update HostRow h set h.removedMs = :nowMs, h.activeName = null where h.id = :id and h.removedMs is null")
    int remove(String id, long nowMs);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update HostRow h set h.lastSeenMs = :nowMs where h.id = :id")
    void lastSeen(String id, long nowMs);
}

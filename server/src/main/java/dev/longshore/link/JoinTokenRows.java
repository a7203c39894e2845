package dev.longshore.link;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code link_token}. */
interface JoinTokenRows extends Repository<JoinTokenRow, String> {

    JoinTokenRow saveAndFlush(JoinTokenRow row);

    Optional<JoinTokenRow> findById(String id);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("""
            update JoinTokenRow t set t.usedMs = :nowMs, t.keyThumbprint = :keyThumbprint, t.hostId = :host
            where t.id = :id and t.usedMs is null and t.expiresMs > :nowMs""")
    int use(String id, long nowMs, String keyThumbprint, String host);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("delete from JoinTokenRow t where t.expiresMs < :ms")
    void deleteExpiredBefore(long ms);
}

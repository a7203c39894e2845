package dev.longshore.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code api_token}. */
interface ApiTokenRows extends Repository<ApiTokenRow, Long> {

    ApiTokenRow saveAndFlush(ApiTokenRow row);

    Optional<ApiTokenRow> findById(Long id);

    Optional<ApiTokenRow> findBySecretHash(String secretHash);

    List<ApiTokenRow> findByAccountIdOrderById(long accountId);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update ApiTokenRow t set t.lastUsedAt = :at where t.id = :id")
    void used(long id, Instant at);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("delete from ApiTokenRow t where t.accountId = :accountId and t.id = :id")
    int delete(long accountId, long id);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("delete from ApiTokenRow t where t.accountId = :accountId")
    void deleteAll(long accountId);
}

package dev.longshore.access;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code account}; what is read comes with its grants in one statement. */
interface AccountRows extends Repository<AccountRow, Long> {

    String WITH_GRANTS = "select a from AccountRow a left join fetch a.grants g left join fetch g.hosts ";

    boolean existsBy();

    @Query(WITH_GRANTS + "where a.id = :id")
    Optional<AccountRow> byId(long id);

    @Query(WITH_GRANTS + "where a.nameKey = :key")
    Optional<AccountRow> byKey(String key);

    @Query(WITH_GRANTS + "order by a.nameKey")
    List<AccountRow> all();

    AccountRow saveAndFlush(AccountRow row);

    void flush();

    @Transactional
    default void replaceGrants(long id, List<Grant> grants) {
        byId(id).ifPresent(row -> row.replaceGrants(grants));
        flush();
    }

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update AccountRow a set a.enabled = :enabled where a.id = :id")
    void setEnabled(long id, boolean enabled);

    @Transactional
    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update AccountRow a set a.passwordHash = :passwordHash where a.id = :id")
    void setPasswordHash(long id, String passwordHash);
}

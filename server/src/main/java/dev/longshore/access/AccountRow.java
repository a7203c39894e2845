package dev.longshore.access;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of {@code account}, with the grants that go with it. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "account")
class AccountRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String name = "";
    private String nameKey = "";
    private String passwordHash = "";
    private boolean enabled;
    private Instant createdAt = Instant.EPOCH;

    /** A set, not a bag: a join over grants and their hosts yields each grant once. */
    @OneToMany(mappedBy = "account", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id")
    private Set<GrantRow> grants = new LinkedHashSet<>();

    static AccountRow of(AccountName name, String passwordHash, Instant at) {
        AccountRow row = new AccountRow();
        row.name = name.value();
        row.nameKey = name.key();
        row.passwordHash = passwordHash;
        row.enabled = true;
        row.createdAt = at;
        return row;
    }

    void replaceGrants(List<Grant> replacement) {
        grants.clear();
        replacement.forEach(grant -> grants.add(GrantRow.of(this, grant)));
    }

    AccountRecord account() {
        if (id == null) {
            throw new IllegalStateException("the database gave no id");
        }
        return new AccountRecord(
                id,
                name,
                passwordHash,
                enabled,
                createdAt,
                grants.stream().map(GrantRow::grant).toList());
    }
}

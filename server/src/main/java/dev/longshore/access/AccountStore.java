package dev.longshore.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** Accounts and grants in the database. */
@Repository
class AccountStore {

    private final AccountRows accounts;
    private final SetupRows setup;

    AccountStore(AccountRows accounts, SetupRows setup) {
        this.accounts = accounts;
        this.setup = setup;
    }

    boolean isEmpty() {
        return !accounts.existsBy();
    }

    /** The first caller succeeds; every other gets a duplicate key, also from another process. */
    void markSetupDone(Instant at) {
        setup.saveAndFlush(SetupRow.of(at));
    }

    /** Serialises changes of who is an administrator, until the transaction ends. */
    void lock() {
        setup.lock();
    }

    Optional<AccountRecord> byId(long id) {
        return accounts.byId(id).map(AccountRow::account);
    }

    Optional<AccountRecord> byKey(String key) {
        return accounts.byKey(key).map(AccountRow::account);
    }

    List<AccountRecord> all() {
        return accounts.all().stream().map(AccountRow::account).toList();
    }

    /** Throws Spring's DuplicateKeyException for a name that is taken. */
    AccountRecord insert(AccountName name, String passwordHash, Grant grant, Instant at) {
        AccountRow row = AccountRow.of(name, passwordHash, at);
        row.replaceGrants(List.of(grant));
        return accounts.saveAndFlush(row).account();
    }

    void setEnabled(long id, boolean enabled) {
        accounts.setEnabled(id, enabled);
    }

    void setPasswordHash(long id, String passwordHash) {
        accounts.setPasswordHash(id, passwordHash);
    }

    void replaceGrants(long id, List<Grant> grants) {
        accounts.replaceGrants(id, grants);
    }
}

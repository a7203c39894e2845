package dev.longshore.registries;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Registries in the database, with their sealed passwords. */
@Repository
class RegistryStore {

    private final RegistryRows rows;
    private final TransactionTemplate transaction;

    RegistryStore(RegistryRows rows, TransactionTemplate transaction) {
        this.rows = rows;
        this.transaction = transaction;
    }

    /** A sealed password and where it stands. */
    record Sealed(long id, String name, Vault.Place place, String secret) {

        @Override
        public String toString() {
            return "Sealed[" + name + "]";
        }
    }

    List<Registry> all() {
        return rows.findAllByOrderByNameKey().stream()
                .map(RegistryRow::registry)
                .toList();
    }

    List<RegistryRow> rows() {
        return rows.findAllByOrderByNameKey();
    }

    Optional<RegistryRow> byId(long id) {
        return rows.findById(id);
    }

    Optional<RegistryRow> byHost(String host) {
        return rows.findByHost(host);
    }

    /** All that have a password. */
    List<Sealed> sealed() {
        return rows.findBySealedPasswordIsNotNull().stream()
                .flatMap(row -> sealed(row).stream())
                .toList();
    }

    static Optional<Sealed> sealed(RegistryRow row) {
        String secret = row.sealedPassword();
        Registry shown = row.registry();
        return secret == null
                ? Optional.empty()
                : Optional.of(new Sealed(shown.id(), shown.name(), row.place(), secret));
    }

    /** Throws Spring's DuplicateKeyException for a name or host that is taken. */
    RegistryRow save(RegistryRow row) {
        return rows.saveAndFlush(row);
    }

    void delete(RegistryRow row) {
        rows.delete(row);
    }

    /** Puts another seal of the same secret. */
    void reseal(long id, String secret) {
        inTransaction(() -> {
            RegistryRow row = rows.findById(id).orElseThrow();
            row.seal(secret);
            return rows.saveAndFlush(row);
        });
    }

    /** Takes the account away with the password that can't be opened any more. */
    void forget(long id) {
        inTransaction(() -> {
            RegistryRow row = rows.findById(id).orElseThrow();
            row.forgetSignIn();
            return rows.saveAndFlush(row);
        });
    }

    <T> T inTransaction(Supplier<T> work) {
        T done = transaction.execute(_ -> work.get());
        if (done == null) {
            throw new IllegalStateException("nothing was done");
        }
        return done;
    }
}

package dev.longshore.registries;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code registry}. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "registry")
class RegistryRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String name = "";
    private String nameKey = "";
    private String host = "";
    private String username = "";
    private @Nullable String sealedPassword;
    private String certificateAuthority = "";
    private boolean plainHttp;
    private Instant createdAt = Instant.EPOCH;
    private Instant changedAt = Instant.EPOCH;

    static RegistryRow made(Instant at) {
        RegistryRow row = new RegistryRow();
        row.createdAt = at;
        return row;
    }

    void set(RegistryEdit.Fields fields, Instant at) {
        name = fields.name();
        nameKey = fields.name().toLowerCase(Locale.ROOT);
        host = fields.host().value();
        username = fields.username();
        certificateAuthority = fields.certificateAuthority();
        plainHttp = fields.plainHttp();
        changedAt = at;
    }

    RegistryEdit.Fields fields() {
        return new RegistryEdit.Fields(name, new RegistryHost(host), username, certificateAuthority, plainHttp);
    }

    void seal(@Nullable String sealed) {
        sealedPassword = sealed;
    }

    void forgetSignIn() {
        sealedPassword = null;
        username = "";
    }

    @Nullable
    String sealedPassword() {
        return sealedPassword;
    }

    /** Where its secret stands, to which the seal is bound. */
    Vault.Place place() {
        return new Vault.Place("registry", id(), "sealed_password", host);
    }

    Registry registry() {
        return new Registry(
                id(),
                name,
                host,
                username,
                sealedPassword != null,
                certificateAuthority,
                plainHttp,
                createdAt,
                changedAt);
    }

    private long id() {
        return Objects.requireNonNull(id, "the database gave no id");
    }
}

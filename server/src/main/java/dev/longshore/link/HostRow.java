package dev.longshore.link;

import dev.longshore.model.HostId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row of {@code link_host}. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "link_host")
class HostRow implements Persistable<String> {

    @Id
    private String id = "";

    private String name = "";
    private @Nullable String activeName;
    private boolean nameGiven;
    private String labels = "";
    private long enrolledMs;
    private @Nullable Long removedMs;
    private @Nullable Long quarantinedMs;
    private @Nullable Long lastSeenMs;
    private String publicKey = "";
    private String keyThumbprint = "";
    private String certificate = "";
    private long certificateExpiresMs;
    private long issuedGeneration;
    private long seenGeneration;
    private int recoveries;

    @Transient
    private boolean made;

    static HostRow of(HostRecord host) {
        HostRow row = new HostRow();
        row.id = host.id().value();
        row.name = host.name();
        row.activeName = host.removedMs() == null ? host.name().toLowerCase(Locale.ROOT) : null;
        row.nameGiven = host.nameGiven();
        row.labels = host.labels();
        row.enrolledMs = host.enrolledMs();
        row.removedMs = host.removedMs();
        row.quarantinedMs = host.quarantinedMs();
        row.lastSeenMs = host.lastSeenMs();
        row.publicKey = host.publicKey();
        row.keyThumbprint = host.keyThumbprint();
        row.certificate = host.certificate();
        row.certificateExpiresMs = host.certificateExpiresMs();
        row.issuedGeneration = host.issuedGeneration();
        row.seenGeneration = host.seenGeneration();
        row.recoveries = host.recoveries();
        row.made = true;
        return row;
    }

    HostRecord host() {
        return new HostRecord(
                HostId.of(id),
                name,
                nameGiven,
                labels,
                enrolledMs,
                removedMs,
                quarantinedMs,
                lastSeenMs,
                publicKey,
                keyThumbprint,
                certificate,
                certificateExpiresMs,
                issuedGeneration,
                seenGeneration,
                recoveries);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return made;
    }
}

package dev.longshore.link;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A row of {@code link_token}. */
@Entity
@Table(name = "link_token")
class JoinTokenRow implements Persistable<String> {

    @Id
    private String id = "";

    private String secretDigest = "";
    private String hostName = "";
    private String labels = "";
    private String creator = "";
    private long createdMs;
    private long expiresMs;
    private @Nullable Long usedMs;
    private @Nullable String keyThumbprint;
    private @Nullable String hostId;

    @Transient
    private boolean made;

    static JoinTokenRow of(TokenRecord token) {
        JoinTokenRow row = new JoinTokenRow();
        row.id = token.id();
        row.secretDigest = token.secretDigest();
        row.hostName = token.hostName();
        row.labels = token.labels();
        row.creator = token.creator();
        row.createdMs = token.createdMs();
        row.expiresMs = token.expiresMs();
        row.usedMs = token.usedMs();
        row.keyThumbprint = token.keyThumbprint();
        row.hostId = token.hostId();
        row.made = true;
        return row;
    }

    TokenRecord token() {
        return new TokenRecord(
                id, secretDigest, hostName, labels, creator, createdMs, expiresMs, usedMs, keyThumbprint, hostId);
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

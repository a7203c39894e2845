package dev.longshore.access;

import dev.longshore.model.HostId;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of {@code account_grant}, with its hosts. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are read by queries only
@Table(name = "account_grant")
class GrantRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "account_id")
    private @Nullable AccountRow account;

    private String roleName = "";
    private boolean everyHost;

    @ElementCollection
    @CollectionTable(name = "account_grant_host", joinColumns = @JoinColumn(name = "grant_id"))
    @Column(name = "host_id")
    private Set<String> hosts = new HashSet<>();

    static GrantRow of(AccountRow account, Grant grant) {
        GrantRow row = new GrantRow();
        row.account = account;
        row.roleName = grant.role().name();
        Set<HostId> covered = grant.hosts();
        row.everyHost = covered == null;
        if (covered != null) {
            covered.forEach(host -> row.hosts.add(host.value()));
        }
        return row;
    }

    Grant grant() {
        return new Grant(
                Role.valueOf(roleName),
                everyHost ? null : hosts.stream().map(HostId::of).collect(Collectors.toSet()));
    }
}

package dev.longshore.link;

import dev.longshore.model.HostId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** Hosts and join tokens in the database. A change that must happen once is one UPDATE whose row count tells. */
@Repository
class MemberStore {

    private final HostRows hosts;
    private final JoinTokenRows tokens;

    MemberStore(HostRows hosts, JoinTokenRows tokens) {
        this.hosts = hosts;
        this.tokens = tokens;
    }

    void add(TokenRecord token) {
        tokens.saveAndFlush(JoinTokenRow.of(token));
    }

    Optional<TokenRecord> token(String id) {
        return tokens.findById(id).map(JoinTokenRow::token);
    }

    /** Uses a token up; false if somebody else did, or it has expired. */
    boolean use(String tokenId, long nowMs, String keyThumbprint, HostId host) {
        return tokens.use(tokenId, nowMs, keyThumbprint, host.value()) == 1;
    }

    void forgetTokensBefore(long ms) {
        tokens.deleteExpiredBefore(ms);
    }

    /** Throws Spring's DuplicateKeyException for a name that is taken. */
    void add(HostRecord host) {
        hosts.saveAndFlush(HostRow.of(host));
    }

    Optional<HostRecord> host(HostId id) {
        return hosts.findById(id.value()).map(HostRow::host);
    }

    List<HostRecord> hosts() {
        return hosts.findByRemovedMsIsNullOrderByActiveName().stream()
                .map(HostRow::host)
                .toList();
    }

    boolean isTaken(String name) {
        return hosts.existsByActiveName(name.toLowerCase(Locale.ROOT));
    }

    /** Throws Spring's DuplicateKeyException for a name that is taken. */
    void rename(HostId id, String name) {
        hosts.rename(id.value(), name, name.toLowerCase(Locale.ROOT));
    }

    /** The next certificate, provided that no other was issued since. */
    boolean issue(HostId id, long before, long generation, String certificate, long expiresMs) {
        return hosts.issue(id.value(), before, generation, certificate, expiresMs) == 1;
    }

    void countRecovery(HostId id) {
        hosts.countRecovery(id.value());
    }

    /** From now on lower generations are dead. */
    void seen(HostId id, long generation) {
        hosts.seen(id.value(), generation);
    }

    void quarantine(HostId id, long nowMs) {
        hosts.quarantine(id.value(), nowMs);
    }

    boolean remove(HostId id, long nowMs) {
        return hosts.remove(id.value(), nowMs) == 1;
    }

    void lastSeen(HostId id, long nowMs) {
        hosts.lastSeen(id.value(), nowMs);
    }
}

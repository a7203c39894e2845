package dev.longshore.access;

import java.time.Instant;
import java.util.List;

/** An account with its hash and grants; never leaves this package. */
record AccountRecord(
        long id, String name, String passwordHash, boolean enabled, Instant createdAt, List<Grant> grants) {

    AccountRecord {
        grants = List.copyOf(grants);
    }

    /** As administrators see it, with the strongest of its roles. */
    Account account() {
        Role strongest = grants.stream().map(Grant::role).max(Enum::compareTo).orElse(Role.VIEWER);
        return new Account(id, name, strongest, enabled, createdAt);
    }

    @Override
    public String toString() {
        return "AccountRecord[" + id + " " + name + "]";
    }
}

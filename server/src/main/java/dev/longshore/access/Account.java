package dev.longshore.access;

import java.time.Instant;

/** An account, as administrators see it. */
public record Account(long id, String name, Role role, boolean enabled, Instant createdAt) {}

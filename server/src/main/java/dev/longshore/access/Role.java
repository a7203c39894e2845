package dev.longshore.access;

import java.util.EnumSet;
import java.util.Set;

/** A named set of permissions; a {@link Grant} gives it over hosts. */
public enum Role {
    /** Sees everything, changes nothing; no values of environment variables. */
    VIEWER(EnumSet.of(Permission.FLEET_VIEW)),
    /** May do everything. */
    ADMIN(EnumSet.allOf(Permission.class));

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.copyOf
    private final Set<Permission> permissions;

    Role(EnumSet<Permission> permissions) {
        this.permissions = Set.copyOf(permissions);
    }

    /** What the role allows. */
    public Set<Permission> permissions() {
        return permissions;
    }
}

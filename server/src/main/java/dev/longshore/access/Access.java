package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import org.springframework.stereotype.Service;

/** The decision: deny by default. A host that may not be seen does not exist for the caller. */
@Service
public final class Access {

    /** Whether the actor holds the permission over this host. */
    public boolean may(Actor actor, Permission permission, HostId host) {
        return actor.grants().stream()
                .anyMatch(grant ->
                        grant.covers(host) && grant.role().permissions().contains(permission));
    }

    /** Whether the actor holds the permission over the whole installation. */
    public boolean may(Actor actor, Permission permission) {
        return actor.grants().stream()
                .anyMatch(grant ->
                        grant.hosts() == null && grant.role().permissions().contains(permission));
    }

    /** Whether the actor may see this host; every list, stream and look-up is filtered by this. */
    public boolean sees(Actor actor, HostId host) {
        return may(actor, Permission.FLEET_VIEW, host);
    }

    /** Whether the actor sees anything at all. */
    public boolean seesAny(Actor actor) {
        return mayAnywhere(actor, Permission.FLEET_VIEW);
    }

    /** Whether the actor holds the permission over some host at least. */
    public boolean mayAnywhere(Actor actor, Permission permission) {
        return actor.grants().stream()
                .anyMatch(grant -> grant.role().permissions().contains(permission));
    }

    /** Throws {@link ErrorCode#NOT_FOUND} for a host out of sight, {@link ErrorCode#FORBIDDEN} without the permission. */
    public void require(Actor actor, Permission permission, HostId host) {
        if (!sees(actor, host)) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + host);
        }
        if (!may(actor, permission, host)) {
            throw new LongshoreException(ErrorCode.FORBIDDEN, "needs " + permission + " on host " + host);
        }
    }

    /** Throws {@link ErrorCode#FORBIDDEN} without the permission over the whole installation. */
    public void require(Actor actor, Permission permission) {
        if (!may(actor, permission)) {
            throw new LongshoreException(ErrorCode.FORBIDDEN, "needs " + permission);
        }
    }
}

package dev.longshore.access;

import java.io.Serializable;
import java.security.Principal;

/**
 * Who Spring Security says is calling. Holds no rights: they are read anew at each request.
 *
 * @param tokenId the API token that was shown, or 0
 */
record AccountPrincipal(long accountId, String name, Actor.Method method, long tokenId)
        implements Principal, Serializable {

    @Override
    public String getName() {
        return name;
    }
}

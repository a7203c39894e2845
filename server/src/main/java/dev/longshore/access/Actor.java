package dev.longshore.access;

import dev.longshore.PeerAddress;
import java.util.List;

/**
 * Who is acting, as established by sign-in or token. Passed as a parameter to every service; never a thread-local.
 *
 * @param accountId the account's id
 * @param name the account's name, for people and the audit
 * @param grants what the account was granted
 * @param method how it proved itself
 * @param peer the address it calls from, as far as trusted
 * @param session a short hash of its session or the token's id; empty for the system
 */
public record Actor(long accountId, String name, List<Grant> grants, Method method, String peer, String session) {

    public Actor {
        grants = List.copyOf(grants);
        peer = PeerAddress.shown(peer);
    }

    /** How somebody proved who they are. */
    public enum Method {
        SESSION,
        TOKEN,
        BASIC,
        /** Longshore itself, for example at start. */
        SYSTEM
    }

    /** Longshore itself. */
    public static Actor system() {
        return new Actor(0, "longshore", List.of(Grant.everywhere(Role.ADMIN)), Method.SYSTEM, "", "");
    }
}

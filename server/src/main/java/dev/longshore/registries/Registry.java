package dev.longshore.registries;

import java.time.Instant;

/**
 * A registry that was given a name. Its password is not in it: nothing gives that back.
 *
 * @param host as references name it: {@code host[:port]}
 * @param username of the account there; empty without one, or for who may not change registries
 * @param hasPassword whether a password is kept
 * @param certificateAuthority PEM of the CA that signed the registry's certificate; empty for those that everybody trusts
 * @param plainHttp whether it is spoken to without TLS
 */
public record Registry(
        long id,
        String name,
        String host,
        String username,
        boolean hasPassword,
        String certificateAuthority,
        boolean plainHttp,
        Instant createdAt,
        Instant changedAt) {

    /** What everybody may know of it: its name and where it is. */
    Registry withoutDetails() {
        return new Registry(id, name, host, "", false, "", plainHttp, createdAt, changedAt);
    }
}

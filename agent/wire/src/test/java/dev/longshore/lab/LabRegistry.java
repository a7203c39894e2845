package dev.longshore.lab;

import java.nio.file.Path;

/**
 * A registry of the lab.
 *
 * @param host how hosts name it in a reference, for example {@code 127.0.0.1:5001}
 * @param endpoint where this machine reaches it, {@code address:port}
 * @param user empty for the registry without a password
 * @param password empty for the registry without a password
 * @param certificateAuthority PEM file of the CA that signed the registry's certificate, if it speaks TLS
 */
public record LabRegistry(String host, String endpoint, String user, String password, Path certificateAuthority) {

    /** The full reference of a repository and tag here. */
    public String reference(String repositoryAndTag) {
        return host + "/" + repositoryAndTag;
    }

    /**
     * Pushes an image of a host under the given repository and tag, and takes the extra tag off the host again.
     *
     * @return the full reference, ready to be pulled
     */
    public String push(LabHost from, String localReference, String repositoryAndTag) {
        var reference = reference(repositoryAndTag);
        if (!user.isEmpty()) {
            from.docker("login", "-u", user, "-p", password, host);
        }
        from.docker("tag", localReference, reference);
        from.docker("push", reference);
        from.docker("rmi", reference);
        return reference;
    }
}

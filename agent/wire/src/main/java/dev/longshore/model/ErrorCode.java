package dev.longshore.model;

/**
 * Everything that can go wrong for a user, with what to do about it. Names are API: add, never rename. The list with
 * explanations is {@code docs/errors.md}.
 */
public enum ErrorCode {
    // What the caller sent
    INVALID_REFERENCE(
            Kind.BAD_REQUEST, "Write it as [registry/]repository[:tag], in lower case, for example nginx:1.27."),
    INVALID_ID(Kind.BAD_REQUEST, "Use an id as Longshore or docker shows it, for example sha256: and 64 hex digits."),
    INVALID_PLATFORM(Kind.BAD_REQUEST, "Write the platform as os/arch[/variant], for example linux/arm64."),
    INVALID_REQUEST(Kind.BAD_REQUEST, "Correct the field that the message names."),
    TOO_LARGE(Kind.TOO_LARGE, "Send less at once."),
    // Who is calling
    UNAUTHENTICATED(Kind.UNAUTHORIZED, "Sign in, or send a valid API token."),
    BAD_CREDENTIALS(Kind.UNAUTHORIZED, "Check user name and password; after several wrong tries wait a moment."),
    FORBIDDEN(Kind.FORBIDDEN, "Ask an administrator for the permission that the message names."),
    NOT_FOUND(Kind.NOT_FOUND, "Check the id; it may be gone, or not yours to see."),
    RATE_LIMITED(Kind.RATE_LIMITED, "Wait a little, then try again."),
    SETUP_DONE(Kind.CONFLICT, "Sign in with the account that exists."),
    // Enrolment and link
    TOKEN_REFUSED(
            Kind.UNAUTHORIZED, "Make a fresh install line under Hosts, Add host; each works once and for 15 minutes."),
    TOKEN_USED(
            Kind.CONFLICT,
            "Each token enrols one host; make a fresh install line. If it was not you who used it, remove that host."),
    CERTIFICATE_REFUSED(Kind.UNAUTHORIZED, "Enrol the agent again with a fresh token."),
    HOST_REVOKED(Kind.FORBIDDEN, "This host was removed from Longshore; enrol it again with a fresh token."),
    HOST_QUARANTINED(
            Kind.FORBIDDEN, "Two machines used one identity, perhaps a clone; remove the host and enrol both anew."),
    SERVER_IDENTITY(
            Kind.UPSTREAM,
            "The server's certificate is not the one the token names; check LONGSHORE_SERVER, or enrol anew."),
    HOST_OFFLINE(Kind.UNAVAILABLE, "Start the agent on that host, then retry; nothing was queued for it."),
    HOST_NAME_TAKEN(Kind.CONFLICT, "Choose another name, or first remove or rename the host that has it."),
    HOST_BUSY(Kind.RATE_LIMITED, "Wait until operations of this host have ended."),
    POLICY_DENIED(Kind.FORBIDDEN, "The host's owner forbids this in agent-policy.yaml on the host itself."),
    DEADLINE_PASSED(Kind.TIMEOUT, "The command reached the host too late and was not carried out; retry it."),
    STREAM_BROKEN(Kind.UPSTREAM, "The transfer broke off; nothing half-sent was kept. Retry it."),
    PROTOCOL(Kind.UPSTREAM, "Bring server and agent to the same version."),
    // The engine
    ENGINE_DOWN(Kind.UNAVAILABLE, "Start Docker or Podman on that host; the agent reconnects by itself."),
    ENGINE_HUNG(
            Kind.TIMEOUT, "The engine accepts connections but does not answer; look at it on the host, or restart it."),
    ENGINE_ERROR(Kind.UPSTREAM, "The message is the engine's own; its log on the host tells more."),
    IMAGE_NOT_FOUND(Kind.NOT_FOUND, "Check the reference; it may be gone from that host, or from the registry."),
    IMAGE_IN_USE(Kind.CONFLICT, "Remove the containers that use the image, or remove it with force."),
    IMAGE_HAS_CHILDREN(Kind.CONFLICT, "Remove the images that are built on it first."),
    IMAGE_MULTIPLE_TAGS(Kind.CONFLICT, "Remove its tags one by one, or remove it with force."),
    TAG_EXISTS(Kind.CONFLICT, "The tag names another image there; choose another tag, or overwrite it knowingly."),
    WRONG_PLATFORM(Kind.CONFLICT, "The registry has no such image for this platform; choose one that it has."),
    BAD_ARCHIVE(Kind.UPSTREAM, "Nothing of it was kept. Look at where it came from, then copy or save the image anew."),
    BUILD_FAILED(
            Kind.CONFLICT,
            "Look at the last lines of the build's log, correct the Dockerfile or what it copies, build again."),
    BAD_CONTEXT(
            Kind.BAD_REQUEST, "Nothing of it was built. Correct what the message names, then send the context again."),
    DISK_FULL(Kind.CONFLICT, "Free space on that host, for example with Prune, then retry."),
    // The engine's configuration file
    CONFIG_UNFIT(
            Kind.CONFLICT,
            "Nothing was changed there; do what the message says on the host, or change the file by hand."),
    CONFIG_CHANGED(Kind.CONFLICT, "Look at the difference again, then decide anew; nothing was changed there."),
    CONFIG_REJECTED(Kind.UPSTREAM, "The file is as it was; the engine's log on the host tells what it did not like."),
    // The registry
    REGISTRY_UNREACHABLE(Kind.UPSTREAM, "Check the registry's address, and the network from that host to it."),
    REGISTRY_UNAUTHORIZED(Kind.UPSTREAM, "Give a user name and password for this registry, or check those given."),
    REGISTRY_FORBIDDEN(Kind.UPSTREAM, "The account is known to the registry but may not do this; ask its owner."),
    REGISTRY_NOT_FOUND(
            Kind.NOT_FOUND,
            "The registry has no such repository or tag; check the spelling. A private one may need sign-in."),
    REGISTRY_RATE_LIMITED(Kind.RATE_LIMITED, "The registry limits pulls; sign in to it, wait, or use a mirror."),
    REGISTRY_ERROR(Kind.UPSTREAM, "The registry itself failed; try again later, or look at its log."),
    REGISTRY_TLS(
            Kind.UPSTREAM,
            "Install the registry's CA on that host under /etc/docker/certs.d, or list it as insecure there."),
    REGISTRY_BLOCKED(
            Kind.CONFLICT,
            "Name its network in LONGSHORE_REGISTRY_NETWORKS of the server if a registry is meant to be there."),
    REGISTRY_UNSUPPORTED(Kind.CONFLICT, "The registry does not do this; its own settings may allow it."),
    TAGS_CHANGED(Kind.CONFLICT, "Look at the tags again, and decide anew."),
    MANIFEST_IN_USE(Kind.CONFLICT, "Delete the tags of the index first; the images of its platforms can go then."),
    SECRET_UNREADABLE(
            Kind.UNAVAILABLE, "Put the key that sealed it back into LONGSHORE_KEK_FILE, or give the password again."),
    // How work ended
    CANCELLED(Kind.CONFLICT, "Start it again if it is still wanted."),
    INTERRUPTED(
            Kind.UNAVAILABLE, "The link or a program ended in the middle; look at the host's state below, then retry."),
    CREDENTIALS_GONE(
            Kind.CONFLICT, "Credentials given for one job are never stored; start it anew and give them again."),
    STORAGE(Kind.UNAVAILABLE, "The server can't write its database; free disk space on the server."),
    INTERNAL(Kind.INTERNAL, "This is a fault in Longshore; the server's log holds the details.");

    private final Kind kind;
    private final String remedy;

    ErrorCode(Kind kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    /** The kind, which decides the HTTP status. */
    public Kind kind() {
        return kind;
    }

    /** What a person can do about it, one sentence in English. */
    public String remedy() {
        return remedy;
    }

    /** The code of that name, or {@link #INTERNAL} for a name that this version does not know. */
    public static ErrorCode of(String name) {
        for (ErrorCode code : values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return INTERNAL;
    }

    /** Kinds of errors and the HTTP status of each. */
    public enum Kind {
        BAD_REQUEST(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        CONFLICT(409),
        TOO_LARGE(413),
        RATE_LIMITED(429),
        INTERNAL(500),
        UPSTREAM(502),
        UNAVAILABLE(503),
        TIMEOUT(504);

        private final int httpStatus;

        Kind(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        /** The HTTP status code. */
        public int httpStatus() {
            return httpStatus;
        }
    }
}

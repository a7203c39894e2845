package dev.longshore.access;

/** One thing that somebody may or may not do. Each command and each sensitive view names exactly one. */
public enum Permission {
    /** Lists, details and statistics of a host. */
    FLEET_VIEW(true),
    IMAGE_PULL(true),
    /** Sends an image to a registry. */
    IMAGE_PUSH(true),
    IMAGE_TAG(true),
    /** Lets a tag name another image than before. */
    IMAGE_TAG_OVERWRITE(true),
    /** Takes an image out of a host, as an archive or to another host. */
    IMAGE_SAVE(true),
    /** Takes the files of a container out of a host. */
    CONTAINER_EXPORT(true),
    /** Brings an image into a host from elsewhere than a registry. */
    IMAGE_LOAD(true),
    /** Makes an image of a container, with all that is in its files. */
    IMAGE_COMMIT(true),
    /** Makes an image of a Dockerfile, whose steps run on the host as root in a container, with its network. */
    IMAGE_BUILD(true),
    IMAGE_REMOVE(true),
    IMAGE_PRUNE(true),
    /** Sees which files are in an image, with their sizes and sums; not what is in them. */
    IMAGE_FILES(true),
    /** Sees the engine's own JSON of an object. */
    RAW_INSPECT(true),
    /** Changes how a host's engine is configured, where that host's owner allows it. */
    HOST_CONFIGURE(true),
    /** Makes join tokens. */
    HOST_ADD(false),
    /** Revokes a host. */
    HOST_REMOVE(true),
    /** Makes and changes accounts, and their roles. */
    ACCOUNT_ADMIN(false),
    /** Makes and changes registries, and the accounts that operations use there. */
    REGISTRY_ADMIN(false),
    /** Looks into registries, with the accounts that are kept for them. */
    REGISTRY_BROWSE(true),
    /** Deletes what registries hold. */
    REGISTRY_DELETE(false),
    AUDIT_VIEW(false),
    /** Cancels or retries an operation that somebody else started. */
    OPERATION_OTHERS(true);

    private final boolean perHost;

    Permission(boolean perHost) {
        this.perHost = perHost;
    }

    /** Whether it is held over single hosts; otherwise it is held over the whole installation. */
    public boolean perHost() {
        return perHost;
    }
}

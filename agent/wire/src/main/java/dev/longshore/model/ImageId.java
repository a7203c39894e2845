package dev.longshore.model;

/**
 * An engine's own id of an image, in full. It is an address on one host, not an identity across hosts: the containerd
 * store uses the manifest's digest where the classic store uses the config's. Compare across hosts with {@link
 * ImageIdentity}.
 */
public record ImageId(Digest digest) {

    /** Parses {@code sha256:<64 hex>} or the bare 64 hex digits (Podman); {@link ErrorCode#INVALID_ID} otherwise. */
    public static ImageId of(String text) {
        return new ImageId(Digest.of(text.length() == 64 ? "sha256:" + text : text));
    }

    /** The full text with {@code sha256:}. */
    public String value() {
        return digest.value();
    }

    /** The first 12 hex digits. */
    public String shortForm() {
        return digest.shortForm();
    }

    @Override
    public String toString() {
        return value();
    }
}

package dev.longshore.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which image this is, whatever host and store it lies in. Config digests decide where both sides tell theirs;
 * otherwise platform, time of creation and the layers' diff IDs do, which every engine reports alike. The engine's own
 * id never does.
 *
 * @param configDigest digest of the image's config, or null where the engine does not tell it (containerd store)
 * @param diffIds uncompressed layer digests, lowest first
 * @param platform {@code os/arch[/variant]} as text
 * @param createdSecond seconds since the epoch; engines differ in finer digits
 */
public record ImageIdentity(@Nullable Digest configDigest, List<String> diffIds, String platform, long createdSecond) {

    public ImageIdentity {
        diffIds = List.copyOf(diffIds);
    }

    /** Whether both are the same image. */
    public boolean sameAs(ImageIdentity other) {
        if (configDigest != null && other.configDigest != null) {
            return configDigest.equals(other.configDigest);
        }
        return createdSecond == other.createdSecond && platform.equals(other.platform) && diffIds.equals(other.diffIds);
    }
}

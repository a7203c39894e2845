package dev.longshore.registries;

import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tag in a registry.
 *
 * @param digest of its manifest or index; null if it could not be read
 * @param kind {@code image}, {@code index} for an image per platform, or the media type of what no engine runs
 * @param variants one for each platform; one for a single image
 * @param created of its first variant; null if that does not say
 * @param holders hosts in sight that hold one of its images
 * @param problem why it could not be read; null if it could
 */
public record RegistryTag(
        String tag,
        @Nullable Digest digest,
        String kind,
        List<Variant> variants,
        @Nullable Instant created,
        Set<HostId> holders,
        RegistryTest.@Nullable Problem problem) {

    public RegistryTag {
        variants = List.copyOf(variants);
        holders = Set.copyOf(holders);
    }

    /**
     * An image for one platform.
     *
     * @param digest of its manifest
     * @param sizeBytes as it is sent; -1 if not known
     */
    public record Variant(String platform, Digest digest, long sizeBytes) {}

    /**
     * What deleting a tag would take away: a registry deletes a manifest, and with it all tags that name it.
     *
     * @param tags all of them, by name
     */
    public record Deletion(String repository, Digest digest, List<String> tags) {
        public Deletion {
            tags = List.copyOf(tags);
        }
    }
}

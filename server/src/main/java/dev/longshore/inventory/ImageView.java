package dev.longshore.inventory;

import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One image on one host.
 *
 * @param id the engine's id: an address on this host only
 * @param tags in full, for example {@code docker.io/library/nginx:1.27}
 * @param digests {@code repository@sha256:…}, in full
 * @param sizeBytes as the engine counts it; engines count differently, so never sum or compare across stores
 * @param sharedBytes part of the size that other images of this host share, -1 if not known
 * @param labelsCapped whether labels were cut
 * @param incomplete a record without its content, as the containerd store can hold
 * @param usedBy the containers that use it
 */
public record ImageView(
        HostId host,
        String hostName,
        ImageId id,
        ImageIdentity identity,
        List<String> tags,
        List<String> digests,
        long sizeBytes,
        long sharedBytes,
        Instant createdAt,
        Map<String, String> labels,
        boolean labelsCapped,
        boolean incomplete,
        String parent,
        List<Use> usedBy) {

    public ImageView {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
        labels = Map.copyOf(labels);
        usedBy = List.copyOf(usedBy);
    }

    /** Digests of manifests, indexes and the config by which registries may know it, whatever it is called there. */
    public Set<Digest> knownAs() {
        Set<Digest> known = new HashSet<>();
        if (Digest.isDigest(id.value())) {
            known.add(Digest.of(id.value()));
        }
        Digest config = identity.configDigest();
        if (config != null) {
            known.add(config);
        }
        for (String each : digests) {
            String digest = each.substring(each.indexOf('@') + 1);
            if (Digest.isDigest(digest)) {
                known.add(Digest.of(digest));
            }
        }
        return known;
    }

    /** Whether nothing names it. */
    public boolean dangling() {
        return tags.isEmpty();
    }

    /** A container that uses the image. */
    public record Use(String containerId, String name, String state) {

        /** Whether it is running now. */
        public boolean running() {
            return state.equals("running");
        }
    }
}

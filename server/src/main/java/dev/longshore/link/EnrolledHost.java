package dev.longshore.link;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host that has a certificate.
 *
 * @param name unique among hosts that are not removed
 * @param quarantined whether two machines were seen using its identity
 * @param lastSeen end of its last session or now, null if it never connected
 */
public record EnrolledHost(
        HostId id,
        String name,
        Map<String, String> labels,
        Instant enrolledAt,
        boolean quarantined,
        @Nullable Instant lastSeen) {

    public EnrolledHost {
        labels = Map.copyOf(labels);
    }
}

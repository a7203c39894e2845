package dev.longshore.link;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host as the database holds it, removed ones too: a removed host must not come back. */
record HostRecord(
        HostId id,
        String name,
        boolean nameGiven,
        String labels,
        long enrolledMs,
        @Nullable Long removedMs,
        @Nullable Long quarantinedMs,
        @Nullable Long lastSeenMs,
        String publicKey,
        String keyThumbprint,
        String certificate,
        long certificateExpiresMs,
        long issuedGeneration,
        long seenGeneration,
        int recoveries) {

    EnrolledHost toEnrolledHost() {
        return new EnrolledHost(
                id,
                name,
                labels(labels),
                Instant.ofEpochMilli(enrolledMs),
                quarantinedMs != null,
                lastSeenMs == null ? null : Instant.ofEpochMilli(lastSeenMs));
    }

    static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int split = line.indexOf('=');
            if (split > 0) {
                labels.put(line.substring(0, split), line.substring(split + 1));
            }
        });
        return labels;
    }
}

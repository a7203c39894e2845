package dev.longshore.link;

import org.jspecify.annotations.Nullable;

/** A join token as the database holds it: without its secret. */
record TokenRecord(
        String id,
        String secretDigest,
        String hostName,
        String labels,
        String creator,
        long createdMs,
        long expiresMs,
        @Nullable Long usedMs,
        @Nullable String keyThumbprint,
        @Nullable String hostId) {}

package dev.longshore.agent.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which layers compressed blobs were found to be: a blob of a known other layer need not be unpacked again. */
final class KnownBlobs {

    private static final int MOST = 2_000;

    private final Map<String, String> diffIds = new LinkedHashMap<>();

    synchronized @Nullable String diffId(String blob) {
        return diffIds.get(blob);
    }

    synchronized void learn(String blob, String diffId) {
        if (diffIds.size() >= MOST) {
            diffIds.remove(diffIds.keySet().iterator().next());
        }
        diffIds.put(blob, diffId);
    }
}

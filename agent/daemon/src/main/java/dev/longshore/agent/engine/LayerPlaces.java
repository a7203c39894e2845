package dev.longshore.agent.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entry of an image's archive is which layer, as far as its name tells: in the layouts of Docker up to 24, of Docker from
 * 25 on, and of Podman. The containerd store's blobs go by the digests of their compressed form, which tell nothing.
 *
 * @see HeldLayers
 */
final class LayerPlaces {

    private static final Pattern FOLDER = Pattern.compile("([0-9a-f]{64})/layer\\.tar");
    private static final Pattern BLOB = Pattern.compile("blobs/sha256/([0-9a-f]{64})");
    private static final Pattern PLAIN = Pattern.compile("([0-9a-f]{64})\\.tar");

    private final Set<String> diffIds;
    private final Map<String, String> folders = new HashMap<>();
    private final String top;

    LayerPlaces(List<String> diffIds, List<String> chain) {
        this.diffIds = new HashSet<>(diffIds);
        this.top = diffIds.getLast();
        List<String> names = HeldLayers.folders(chain);
        for (int at = 0; at < names.size(); at++) {
            folders.put(names.get(at), diffIds.get(at));
        }
    }

    /** The layer that the entry holds uncompressed, or null if its name does not say so. */
    @Nullable
    String layer(String entry) {
        Matcher folder = FOLDER.matcher(entry);
        if (folder.matches()) {
            return folders.getOrDefault(folder.group(1), top);
        }
        Matcher plain = PLAIN.matcher(entry);
        String blob = plain.matches() ? "sha256:" + plain.group(1) : blob(entry);
        return blob != null && diffIds.contains(blob) ? blob : null;
    }

    /** The digest of the blob that the entry is, or null if it is none. */
    static @Nullable String blob(String entry) {
        Matcher blob = BLOB.matcher(entry);
        return blob.matches() ? "sha256:" + blob.group(1) : null;
    }
}

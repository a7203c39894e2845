package dev.longshore.agent.engine;

import dev.longshore.model.ChainIds;
import dev.longshore.model.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which files of an archive hold layers that the other side has already, in each of the three layouts that engines
 * write: {@code <id>/layer.tar} (Docker up to 24), {@code blobs/sha256/<diff id>} (Docker from 25 on) and {@code <diff
 * id>.tar} (Podman). Only an unbroken foundation counts; a layer that is needed anywhere else stays. Files of the second layout
 * can be named themselves, where they are no layer's diff ID.
 */
final class HeldLayers {

    /** A layer's description in the first layout, where it is not the image's last: nothing in it but its place. */
    private static final String EMPTY_CONFIG =
            "{\"Hostname\":\"\",\"Domainname\":\"\",\"User\":\"\",\"AttachStdin\":false,"
                    + "\"AttachStdout\":false,\"AttachStderr\":false,\"Tty\":false,\"OpenStdin\":false,\"StdinOnce\":false,"
                    + "\"Env\":null,\"Cmd\":null,\"Image\":\"\",\"Volumes\":null,\"WorkingDir\":\"\",\"Entrypoint\":null,"
                    + "\"OnBuild\":null,\"Labels\":null}";

    private final Set<String> heldChainIds;
    private final Set<String> heldBlobs;
    private final Set<String> heldDiffIds = new HashSet<>();
    private final Set<String> neededDiffIds = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /**
     * Nothing is known of the archive yet.
     *
     * @param heldBlobs digests of files that are held, whatever layers they are
     */
    HeldLayers(List<String> heldChainIds, List<String> heldBlobs) {
        this.heldChainIds = Set.copyOf(heldChainIds);
        this.heldBlobs = Set.copyOf(heldBlobs);
    }

    /** Takes note of an image of the archive. */
    void image(List<String> diffIds) {
        List<String> chain = ChainIds.of(diffIds);
        int held = 0;
        while (held < chain.size() && heldChainIds.contains(chain.get(held))) {
            held++;
        }
        heldDiffIds.addAll(diffIds.subList(0, held));
        neededDiffIds.addAll(diffIds.subList(held, diffIds.size()));
        List<String> lower = folders(chain);
        folders.addAll(lower.subList(0, Math.min(held, lower.size())));
    }

    /** The folders of the first layout for the layers of these chain IDs, less the topmost: its name tells of the image. */
    static List<String> folders(List<String> chain) {
        List<String> names = new ArrayList<>();
        String folder = "";
        for (int at = 0; at < chain.size() - 1; at++) {
            folder = folder(chain.get(at), folder);
            names.add(folder);
        }
        return names;
    }

    boolean none() {
        return heldDiffIds.isEmpty() && heldBlobs.isEmpty();
    }

    /** Whether the archive's entry is such a layer. */
    boolean isHeld(String entry) {
        if (entry.endsWith("/layer.tar")) {
            return folders.contains(entry.substring(0, entry.length() - "/layer.tar".length()));
        }
        String blob = LayerPlaces.blob(entry);
        if (blob != null && heldBlobs.contains(blob)) {
            return true;
        }
        String diffId = blob != null
                ? blob
                : entry.endsWith(".tar") ? "sha256:" + entry.substring(0, entry.length() - ".tar".length()) : "";
        return heldDiffIds.contains(diffId) && !neededDiffIds.contains(diffId);
    }

    private static String folder(String chainId, String parent) {
        String description =
                "{\"container_config\":" + EMPTY_CONFIG + ",\"created\":\"1970-01-01T00:00:00Z\",\"layer_id\":\""
                        + chainId + "\"" + (parent.isEmpty() ? "" : ",\"parent\":\"sha256:" + parent + "\"") + "}";
        return Digest.ofText(description).value().substring("sha256:".length());
    }
}

package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.EngineTexts.CappedPairs;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Image;
import dev.longshore.wire.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the engine's images. What the list does not tell (layers, platform) is asked once per image and kept as long as
 * the image is there. An image's message stays under 16 KiB, and all labels together under a budget, so that a host with
 * hostile labels costs no more memory than another.
 */
final class ImageReader {

    private static final Logger LOG = LoggerFactory.getLogger(ImageReader.class);
    static final int MAX_IMAGE_BYTES = 15 << 10;
    private static final int MAX_ALL_LABELS_BYTES = 6 << 20;
    private static final int MAX_LAYERS = 128;
    private static final int MAX_REMEMBERED_REJECTS = 1000;

    private final EngineApi api;
    private final Map<String, Inspected> inspected = new HashMap<>();
    private final Map<String, Long> sharedBytes = new HashMap<>();
    private final Map<String, String> layerNames = new HashMap<>();
    private final Set<String> rejects = new HashSet<>();

    ImageReader(EngineApi api) {
        this.api = api;
    }

    /** What inspecting an image tells and listing it does not; it never changes for a given id and size. */
    private record Inspected(
            long size, List<String> diffIds, String architecture, String os, String variant, boolean incomplete) {}

    /** One entry of the list, before it is inspected. */
    private record Listed(
            String id, Image.Builder image, List<String> tags, List<String> digests, CappedPairs labels) {}

    /**
     * Lists all images, with how many containers use each.
     *
     * @param idsAreConfigDigests false on the containerd store, whose ids are manifest digests
     */
    List<Image> read(Duration patience, boolean idsAreConfigDigests, Map<String, Integer> users)
            throws IOException, InterruptedException {
        List<Listed> listed = new ArrayList<>();
        int[] labelBytes = {0};
        api.images(patience, node -> {
            Listed entry = listed(node, labelBytes);
            if (entry != null) {
                listed.add(entry);
            }
            return true;
        });
        List<Image> images = new ArrayList<>(listed.size());
        Set<String> present = new HashSet<>();
        for (Listed entry : listed) {
            if (!present.add(entry.id())) {
                continue;
            }
            Inspected detail = inspect(entry, !idsAreConfigDigests);
            if (detail != null) {
                images.add(whole(entry, detail, idsAreConfigDigests, users.getOrDefault(entry.id(), 0)));
            }
        }
        inspected.keySet().retainAll(present);
        sharedBytes.keySet().retainAll(present);
        return images;
    }

    /** What {@code system df} said of the bytes that each image shares with others, by engine id. */
    void shared(Map<String, Long> bytes) {
        sharedBytes.clear();
        sharedBytes.putAll(bytes);
    }

    private @Nullable Listed listed(JsonNode node, int[] labelBytes) {
        String id = id(node.path("Id"));
        if (id.isEmpty()) {
            return null;
        }
        CappedPairs labels = EngineTexts.pairs(node.path("Labels"), EngineTexts.MAX_LABELS);
        for (Pair pair : labels.pairs()) {
            labelBytes[0] += pair.getSerializedSize();
        }
        if (labelBytes[0] > MAX_ALL_LABELS_BYTES) {
            labels = new CappedPairs(List.of(), true);
        }
        Image.Builder image = Image.newBuilder()
                .setId(id)
                .setSizeBytes(Math.max(0, node.path("Size").asLong(0)))
                .setCreatedMs(EngineTexts.millisOfSeconds(node.path("Created")))
                .setParent(id(node.path("ParentId")));
        return new Listed(id, image, references(node.path("RepoTags")), references(node.path("RepoDigests")), labels);
    }

    private @Nullable Inspected inspect(Listed entry, boolean containerdStore)
            throws IOException, InterruptedException {
        Inspected known = inspected.get(entry.id());
        long size = entry.image().getSizeBytes();
        if (known != null && known.size() == size && !known.incomplete()) {
            return known;
        }
        Inspected fresh;
        try {
            JsonNode node = api.imageOrNull(new ImageName.ById(ImageId.of(entry.id())));
            if (node == null && !containerdStore) {
                return null; // it went between the list and the question
            }
            fresh = node == null ? incomplete(size) : detail(size, node);
        } catch (EngineRefusal refusal) {
            LOG.debug("Image {} can't be inspected: {}", entry.id(), refusal.message());
            fresh = incomplete(size);
        }
        inspected.put(entry.id(), fresh);
        return fresh;
    }

    private static Inspected incomplete(long size) {
        return new Inspected(size, List.of(), "", "", "", true);
    }

    private Inspected detail(long size, JsonNode node) {
        List<String> diffIds = new ArrayList<>();
        for (JsonNode layer : node.path("RootFS").path("Layers")) {
            if (diffIds.size() < MAX_LAYERS) {
                diffIds.add(layerNames.computeIfAbsent(EngineTexts.line(layer, 100), text -> text));
            }
        }
        if (layerNames.size() > 200_000) {
            layerNames.clear();
        }
        return new Inspected(
                size,
                List.copyOf(diffIds),
                EngineTexts.line(node.path("Architecture"), 32),
                EngineTexts.line(node.path("Os"), 32),
                EngineTexts.line(node.path("Variant"), 32),
                false);
    }

    private Image whole(Listed entry, Inspected detail, boolean idsAreConfigDigests, int users) {
        Image.Builder image = entry.image()
                .setConfigDigest(idsAreConfigDigests ? entry.id() : "")
                .addAllDiffIds(detail.diffIds())
                .setArchitecture(detail.architecture())
                .setOs(detail.os())
                .setVariant(detail.variant())
                .setIncomplete(detail.incomplete())
                .setContainers(users)
                .setSharedBytes(sharedBytes.getOrDefault(entry.id(), -1L));
        int left = MAX_IMAGE_BYTES - image.buildPartial().getSerializedSize();
        for (String tag : entry.tags()) {
            if ((left -= tag.length() + 4) > 0) {
                image.addTags(tag);
            }
        }
        for (String digest : entry.digests()) {
            if ((left -= digest.length() + 4) > 0) {
                image.addDigests(digest);
            }
        }
        boolean capped = entry.labels().capped();
        for (Pair label : entry.labels().pairs()) {
            if ((left -= label.getSerializedSize() + 4) > 0) {
                image.addLabels(label);
            } else {
                capped = true;
            }
        }
        return image.setLabelsCapped(capped).build();
    }

    /** The layers of an inspected image, lowest first. */
    static List<String> diffIds(JsonNode image) {
        return EngineTexts.lines(image.path("RootFS").path("Layers"), MAX_LAYERS, 100);
    }

    /** The id in full with {@code sha256:}, or empty for anything else. */
    static String id(JsonNode node) {
        try {
            return node.isTextual() && !node.textValue().isEmpty()
                    ? ImageId.of(node.textValue()).value()
                    : "";
        } catch (LongshoreException _) {
            return "";
        }
    }

    /** The references that are within the grammar, normalised and in order; what is not (or says none) is left out. */
    private List<String> references(JsonNode array) {
        List<String> references = new ArrayList<>();
        for (JsonNode node : array) {
            String text = node.asText("");
            if (text.startsWith("<none>") || text.isEmpty()) {
                continue;
            }
            try {
                references.add(ImageRef.of(text).normalized());
            } catch (LongshoreException e) {
                if (rejects.size() < MAX_REMEMBERED_REJECTS && rejects.add(SafeText.line(text, 100))) {
                    LOG.warn("Left out a name that is no reference: {}", e.reason());
                }
            }
        }
        references.sort(null);
        return references;
    }
}

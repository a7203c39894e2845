package dev.longshore.inventory;

import dev.longshore.link.EnrolledHost;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Container;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns snapshots and deltas into a host's content; what did not change stays the same object. */
final class HostContentReader {

    private static final String ID = "sha256:";

    private final WireObjects objects;

    HostContentReader(Shared shared) {
        this.objects = new WireObjects(shared);
    }

    /** The content that the snapshot tells, or null if it has no start. */
    @Nullable
    HostContent snapshot(EnrolledHost host, List<SnapshotItem> items, HostContent before, Instant now) {
        SnapshotStart start = null;
        dev.longshore.wire.HostFacts facts = before.wireFacts();
        Deflated info = before.rawInfo();
        Deflated version = before.rawVersion();
        List<Image> images = new ArrayList<>();
        List<Container> containers = new ArrayList<>();
        for (SnapshotItem item : items) {
            switch (item.getItemCase()) {
                case START -> start = item.getStart();
                case FACTS -> facts = item.getFacts();
                case IMAGE -> images.add(item.getImage());
                case CONTAINER -> containers.add(item.getContainer());
                case RAW_INFO -> info = Deflated.of(item.getRawInfo());
                case RAW_VERSION -> version = Deflated.of(item.getRawVersion());
                case END, ITEM_NOT_SET -> {}
            }
        }
        if (start == null) {
            return null;
        }
        Draft draft = new Draft(host, before);
        draft.putAllImages(images);
        draft.putAllContainers(containers);
        return draft.content(start.getEpoch(), start.getRevision(), now, facts, info, version);
    }

    HostContent delta(EnrolledHost host, InventoryDelta delta, HostContent before, Instant now) {
        Draft draft = new Draft(host, before);
        draft.images.putAll(before.images());
        draft.containers.putAll(before.containers());
        delta.getRemovedImagesList().forEach(removed -> ifId(removed, ImageId::of, draft.images::remove));
        delta.getRemovedContainersList().forEach(removed -> ifId(removed, ContainerId::of, draft.containers::remove));
        // what changed comes anew, with the tags that it has now
        delta.getImagesList().forEach(changed -> ifId(changed.getId(), ImageId::of, draft.images::remove));
        delta.getContainersList().forEach(changed -> ifId(changed.getId(), ContainerId::of, draft.containers::remove));
        draft.countLabelsAndTags();
        draft.putAllImages(delta.getImagesList());
        draft.putAllContainers(delta.getContainersList());
        return draft.content(
                delta.getEpoch(),
                delta.getRevision(),
                now,
                delta.hasFacts() ? delta.getFacts() : before.wireFacts(),
                before.rawInfo(),
                before.rawVersion());
    }

    private static <I> void ifId(String text, Function<String, I> parser, Consumer<I> use) {
        I id;
        try {
            id = parser.apply(text);
        } catch (LongshoreException _) {
            return; // not an id: nothing is known under it
        }
        use.accept(id);
    }

    private final class Draft {
        private final EnrolledHost host;
        private final HostContent before;
        private final Map<ImageId, ImageView> images = new HashMap<>();
        private final Map<ContainerId, ContainerView> containers = new HashMap<>();
        /** On one host a tag names one image: what it named before gives way, a second claim at once is not believed. */
        private final Map<String, ImageId> tagged = new HashMap<>();

        private final Set<ImageId> told = new HashSet<>();
        /** What containers were made of, as tags are written; empty for what names no tag. Many share a few. */
        private final Map<String, String> tagNames = new HashMap<>();

        private long labelChars;

        Draft(EnrolledHost host, HostContent before) {
            this.host = host;
            this.before = before;
        }

        void countLabelsAndTags() {
            images.values().forEach(image -> {
                image.tags().forEach(tag -> tagged.put(tag, image.id()));
                labelChars += new WireText.Labels(image.labels(), false).chars();
            });
            containers
                    .values()
                    .forEach(container -> labelChars += new WireText.Labels(container.labels(), false).chars());
        }

        void putAllImages(List<Image> wire) {
            for (Image each : wire) {
                objects.image(host, each, Caps.LABEL_CHARS_PER_HOST - labelChars, Caps.TAGS_PER_HOST - tagged.size())
                        .filter(image -> !images.containsKey(image.id()) && images.size() < Caps.IMAGES)
                        .ifPresent(image -> {
                            labelChars += new WireText.Labels(image.labels(), false).chars();
                            told.add(image.id());
                            images.put(
                                    image.id(),
                                    objects.withTags(
                                            image,
                                            image.tags().stream()
                                                    .filter(tag -> takes(image.id(), tag))
                                                    .toList()));
                        });
            }
        }

        private boolean takes(ImageId id, String tag) {
            ImageId owner = tagged.putIfAbsent(tag, id);
            if (owner == null) {
                return true;
            }
            if (told.contains(owner)) {
                return owner.equals(id);
            }
            tagged.put(tag, id);
            images.computeIfPresent(
                    owner,
                    (_, former) -> objects.withTags(
                            former,
                            former.tags().stream()
                                    .filter(kept -> !kept.equals(tag))
                                    .toList()));
            return true;
        }

        void putAllContainers(List<Container> wire) {
            for (Container each : wire) {
                objects.container(host, each, Caps.LABEL_CHARS_PER_HOST - labelChars)
                        .filter(container ->
                                containers.containsKey(container.id()) || containers.size() < Caps.CONTAINERS)
                        .ifPresent(container -> {
                            labelChars += new WireText.Labels(container.labels(), false).chars();
                            containers.put(container.id(), container);
                        });
            }
        }

        HostContent content(
                long epoch,
                long revision,
                Instant now,
                dev.longshore.wire.@Nullable HostFacts facts,
                Deflated info,
                Deflated version) {
            addUses();
            containers.replaceAll((_, container) -> HostContent.withNewer(container, newer(container)));
            boolean sameFacts = facts != null && facts.equals(before.wireFacts());
            return new HostContent(
                    epoch,
                    revision,
                    now,
                    facts == null ? null : sameFacts ? before.facts() : WireFacts.read(facts),
                    sameFacts ? before.wireFacts() : facts,
                    Collections.unmodifiableMap(images),
                    Collections.unmodifiableMap(containers),
                    count(),
                    images.size(),
                    before.agentVersion(),
                    info,
                    version);
        }

        private void addUses() {
            Map<String, List<ImageView.Use>> uses = new HashMap<>();
            containers.values().stream()
                    .sorted(Comparator.comparing(ContainerView::name))
                    .forEach(container -> uses.computeIfAbsent(container.imageId(), _ -> new ArrayList<>())
                            .add(new ImageView.Use(container.id().value(), container.name(), container.state())));
            images.replaceAll((id, image) -> {
                List<ImageView.Use> now = uses.getOrDefault(id.value(), List.of());
                ImageView complete = image.usedBy().equals(now) ? image : HostContent.withUses(image, now);
                ImageView known = before.images().get(id);
                return complete.equals(known) ? known : complete;
            });
        }

        /** A container keeps the image that it was made of, while the reference moves on. */
        private String newer(ContainerView container) {
            if (container.imageId().isEmpty()) {
                return "";
            }
            ImageId named = tagged.get(tagNames.computeIfAbsent(container.image(), Draft::tagName));
            return named == null || named.value().equals(container.imageId()) ? "" : named.value();
        }

        private static String tagName(String given) {
            if (given.isEmpty() || given.indexOf('@') >= 0 || given.startsWith(ID)) {
                return "";
            }
            try {
                return ImageRef.of(given).normalized();
            } catch (LongshoreException _) {
                return "";
            }
        }

        private ContainerCounts count() {
            int[] counts = new int[7];
            for (ContainerView container : containers.values()) {
                switch (container.state()) {
                    case "running" -> {
                        counts[0]++;
                        counts[5] += container.health().equals("unhealthy") ? 1 : 0;
                        counts[6] += container.outdated() ? 1 : 0;
                    }
                    case "paused" -> counts[1]++;
                    case "restarting" -> counts[2]++;
                    case "created" -> counts[3]++;
                    default -> counts[4]++;
                }
            }
            return new ContainerCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
        }
    }
}

package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.inventory.CopyEnds.Store;
import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageContent;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.Digest;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a target of a copy holds of an image, where a containerd store is at either end: that keeps layers packed, and has to be
 * asked as which files. What can't be found out is moved.
 *
 * @param config digest of the image's config, or null if not known
 * @param hereId the target's id for it if it holds it, or empty
 * @param held digests of files of the source's archive that the target needs not
 * @param needed digests of those that it needs
 */
record HeldContent(@Nullable Digest config, String hereId, Set<Digest> held, Set<Digest> needed) {

    private static final Logger LOG = LoggerFactory.getLogger(HeldContent.class);
    private static final HeldContent NOTHING = new HeldContent(null, "", Set.of(), Set.of());

    HeldContent {
        held = Set.copyOf(held);
        needed = Set.copyOf(needed);
    }

    /** Asks both ends about the images of a plan, one after the other: may take minutes where they read large images. */
    static Map<ImageId, HeldContent> ask(Fleet fleet, CopyPlan plan) {
        Map<ImageId, HeldContent> found = new HashMap<>();
        if (!plan.ends().lookedInto()) {
            return found;
        }
        for (CopyPlan.Item item : plan.items()) {
            if (item.perhapsHeld() > 0) {
                found.put(
                        item.image().id(),
                        plan.ends().target() == Store.PACKED
                                ? amongFiles(fleet, plan, item)
                                : amongLayers(fleet, plan, item));
            }
        }
        return found;
    }

    /** The target keeps layers packed: what counts is which files it has. */
    private static HeldContent amongFiles(Fleet fleet, CopyPlan plan, CopyPlan.Item item) {
        boolean packed = plan.ends().source() == Store.PACKED;
        ImageView first = item.kin().getFirst();
        if (packed && first.id().equals(item.image().id())) {
            ImageContent same = content(fleet, first);
            if (same != null) {
                return new HeldContent(same.config(), first.id().value(), Set.copyOf(same.blobs()), Set.of());
            }
        }
        Digest config = item.image().identity().configDigest();
        List<Digest> files = List.of();
        if (packed) {
            ImageContent here = content(fleet, item.image());
            if (here == null) {
                return NOTHING;
            }
            config = here.config();
            files = here.blobs();
        } else if (plan.ends().takesParts()) {
            files = item.image().identity().diffIds().stream().map(Digest::of).toList();
        }
        Set<Digest> held = new HashSet<>();
        for (ImageView kin : item.kin()) {
            boolean maybeIt = kin.identity().sameAs(item.image().identity());
            if (files.isEmpty() && !maybeIt) {
                continue;
            }
            ImageContent content = content(fleet, kin);
            if (content == null) {
                continue;
            }
            held.addAll(content.blobs());
            if (maybeIt && content.config().equals(config)) {
                return new HeldContent(config, kin.id().value(), within(files, held), Set.of());
            }
            if (!files.isEmpty() && held.containsAll(files)) {
                break;
            }
        }
        return new HeldContent(config, "", within(files, held), Set.of());
    }

    /** The target tells its layers, but the source does not tell which files they are. */
    private static HeldContent amongLayers(Fleet fleet, CopyPlan plan, CopyPlan.Item item) {
        ImageContent here = content(fleet, item.image());
        if (here == null) {
            return NOTHING;
        }
        int held = plan.ends().takesParts()
                ? Math.min(item.perhapsHeld(), here.blobs().size())
                : 0;
        return new HeldContent(
                here.config(),
                "",
                Set.copyOf(here.blobs().subList(0, held)),
                Set.copyOf(here.blobs().subList(held, here.blobs().size())));
    }

    private static Set<Digest> within(List<Digest> files, Set<Digest> held) {
        Set<Digest> both = new HashSet<>(files);
        both.retainAll(held);
        return both;
    }

    private static @Nullable ImageContent content(Fleet fleet, ImageView image) {
        try {
            return fleet.imageContent(Actor.system(), image.host(), image.id());
        } catch (LongshoreException unknown) {
            LOG.info("Host {} does not tell what it keeps of {}: {}", image.hostName(), image.id(), unknown.reason());
            return null;
        }
    }

    /** What none of the images needs to have moved, in one order. */
    static List<String> spared(List<HeldContent> images) {
        Set<Digest> spared = new HashSet<>();
        images.forEach(image -> spared.addAll(image.held()));
        images.forEach(image -> spared.removeAll(image.needed()));
        List<Digest> sorted = new ArrayList<>(spared);
        sorted.sort(null);
        return sorted.stream().map(Digest::value).toList();
    }

    /** Of an image of a plan; nothing if it was not asked about. */
    static HeldContent of(Map<ImageId, HeldContent> found, ImageView image) {
        return Objects.requireNonNullElse(found.get(image.id()), NOTHING);
    }
}

package dev.longshore.inventory;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of images from one host to another would move, as both were last reported.
 *
 * @param platform of the other host, for example {@code linux/amd64}, or empty if not known
 * @param ends how the engines of both keep images
 * @param items one for each image; several references may name the same
 */
public record CopyPlan(String platform, CopyEnds ends, List<Item> items) {

    /** Images that are looked into for one, at most. */
    private static final int MOST_KIN = 3;

    public CopyPlan {
        items = List.copyOf(items);
    }

    /**
     * One image.
     *
     * @param image on the host to copy from
     * @param references of those asked for, the ones that name it
     * @param heldLayers how many of its layers, from the lowest on, need not be moved
     * @param perhapsHeld how many more of them need perhaps not, which shows when images are looked into
     * @param kin images of the other host that are it or begin with layers of it, the one with most of them first
     * @param present whether the other host has the image already
     * @param taken references that name another image on the other host, with its id there
     * @param runs whether the other host runs images of its platform; true if not known. Any can be copied
     * @param layerBytes of each layer, lowest first, unpacked; empty while that is not known
     */
    public record Item(
            ImageView image,
            List<ImageRef> references,
            int heldLayers,
            int perhapsHeld,
            List<ImageView> kin,
            boolean present,
            Map<ImageRef, ImageId> taken,
            boolean runs,
            List<Long> layerBytes) {

        public Item {
            layerBytes = List.copyOf(layerBytes);
            kin = List.copyOf(kin);
            references = List.copyOf(references);
            taken = Map.copyOf(taken);
        }

        /** How many layers the image has. */
        public int layers() {
            return image.identity().diffIds().size();
        }

        /** Bytes of the layers that have to be moved, at most; -1 if not known. */
        public long movedBytes() {
            return bytes(Math.min(heldLayers, layerBytes.size()));
        }

        /** Bytes of the layers that have to be moved if the other host holds all that it perhaps does; -1 if not known. */
        public long leastMovedBytes() {
            return bytes(Math.min(heldLayers + perhapsHeld, layerBytes.size()));
        }

        /** Bytes of all its layers, -1 if not known. */
        public long totalBytes() {
            return bytes(0);
        }

        private long bytes(int fromLayer) {
            return layerBytes.isEmpty()
                    ? -1
                    : layerBytes.subList(fromLayer, layerBytes.size()).stream()
                            .mapToLong(Long::longValue)
                            .sum();
        }
    }

    /** The plan with the sizes of layers, by image; those of others stay as they are. */
    public CopyPlan sized(Map<ImageId, List<Long>> layerBytes) {
        return new CopyPlan(
                platform,
                ends,
                items.stream()
                        .map(item -> new Item(
                                item.image(),
                                item.references(),
                                item.heldLayers(),
                                item.perhapsHeld(),
                                item.kin(),
                                item.present(),
                                item.taken(),
                                item.runs(),
                                layerBytes.getOrDefault(item.image().id(), item.layerBytes())))
                        .toList());
    }

    /** Bytes of the layers that have to be moved, at most; -1 if not known of all. */
    public long movedBytes() {
        return sum(Item::movedBytes);
    }

    /** Bytes of the layers that have to be moved at least, -1 if not known of all. */
    public long leastMovedBytes() {
        return sum(Item::leastMovedBytes);
    }

    /** Bytes of the layers of all images, -1 if not known of all. */
    public long totalBytes() {
        return sum(Item::totalBytes);
    }

    private long sum(ToLongFunction<Item> bytes) {
        return items.stream().anyMatch(item -> bytes.applyAsLong(item) < 0)
                ? -1
                : items.stream().mapToLong(bytes).sum();
    }

    /**
     * Compares.
     *
     * @param machine of the target, or null if not known
     * @param ends how the engines of both keep images
     */
    static CopyPlan of(
            String sourceName,
            List<ImageView> source,
            List<ImageRef> references,
            List<ImageView> target,
            HostFacts.@Nullable Machine machine,
            CopyEnds ends) {
        Map<ImageView, List<ImageRef>> wanted = new LinkedHashMap<>();
        for (ImageRef reference : references) {
            wanted.computeIfAbsent(named(sourceName, source, reference), _ -> new ArrayList<>())
                    .add(reference);
        }
        Map<String, ImageView> names = new HashMap<>();
        target.forEach(image -> image.tags().forEach(tag -> names.put(tag, image)));
        List<Item> items = new ArrayList<>();
        wanted.forEach((image, named) -> {
            List<ImageView> kin = kin(image, target);
            boolean present = !kin.isEmpty() && kin.getFirst().identity().sameAs(image.identity());
            Map<ImageRef, ImageId> taken = new HashMap<>();
            for (ImageRef reference : named) {
                ImageView holder = names.get(reference.normalized());
                if (holder != null && !holder.identity().sameAs(image.identity())) {
                    taken.put(reference, holder.id());
                }
            }
            int held = 0;
            if (present) {
                held = image.identity().diffIds().size();
            } else if (ends.takesParts() && !kin.isEmpty()) {
                held = shared(image, kin.getFirst());
            }
            boolean certain = !ends.lookedInto();
            boolean runs = machine == null || machine.runs(image.identity().platform());
            items.add(new Item(
                    image, named, certain ? held : 0, certain ? 0 : held, kin, present, taken, runs, List.of()));
        });
        return new CopyPlan(machine == null ? "" : machine.platform(), ends, items);
    }

    private static ImageView named(String host, List<ImageView> images, ImageRef reference) {
        return images.stream()
                .filter(image -> image.tags().contains(reference.normalized()) && !image.incomplete())
                .findFirst()
                .orElseThrow(() -> new LongshoreException(
                        ErrorCode.IMAGE_NOT_FOUND, "host " + host + " has no " + reference.familiar()));
    }

    /** Images that are the same or begin with layers of it, the same ones first; a record without its content is none. */
    private static List<ImageView> kin(ImageView image, List<ImageView> there) {
        return there.stream()
                .filter(other -> !other.incomplete() && shared(image, other) > 0)
                .sorted(Comparator.comparing(
                                (ImageView other) -> !other.identity().sameAs(image.identity()))
                        .thenComparingInt(other -> -shared(image, other))
                        .thenComparing(other -> !other.id().equals(image.id())))
                .limit(MOST_KIN)
                .toList();
    }

    /** How many layers, from the lowest on, both begin with. */
    private static int shared(ImageView one, ImageView other) {
        List<String> layers = one.identity().diffIds();
        List<String> others = other.identity().diffIds();
        int same = 0;
        while (same < Math.min(layers.size(), others.size()) && layers.get(same).equals(others.get(same))) {
            same++;
        }
        return same;
    }
}

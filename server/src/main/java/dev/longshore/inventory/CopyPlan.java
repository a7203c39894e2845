package dev.longshore.inventory;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
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
 * @param items one for each image; several references may name the same
 */
public record CopyPlan(String platform, List<Item> items) {

    public CopyPlan {
        items = List.copyOf(items);
    }

    /**
     * One image.
     *
     * @param image on the host to copy from
     * @param references of those asked for, the ones that name it
     * @param heldLayers how many of its layers, from the lowest on, need not be moved
     * @param present whether the other host has the image already
     * @param taken references that name another image on the other host, with its id there
     * @param runs whether the other host runs images of its platform; true if not known. Any can be copied
     * @param layerBytes of each layer, lowest first, unpacked; empty while that is not known
     */
    public record Item(
            ImageView image,
            List<ImageRef> references,
            int heldLayers,
            boolean present,
            Map<ImageRef, ImageId> taken,
            boolean runs,
            List<Long> layerBytes) {

        public Item {
            layerBytes = List.copyOf(layerBytes);
            references = List.copyOf(references);
            taken = Map.copyOf(taken);
        }

        /** How many layers the image has. */
        public int layers() {
            return image.identity().diffIds().size();
        }

        /** Bytes of the layers that have to be moved, -1 if not known. */
        public long movedBytes() {
            return bytes(Math.min(heldLayers, layerBytes.size()));
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
                items.stream()
                        .map(item -> new Item(
                                item.image(),
                                item.references(),
                                item.heldLayers(),
                                item.present(),
                                item.taken(),
                                item.runs(),
                                layerBytes.getOrDefault(item.image().id(), item.layerBytes())))
                        .toList());
    }

    /** Bytes of the layers that have to be moved, -1 if not known of all. */
    public long movedBytes() {
        return sum(Item::movedBytes);
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

    /** What an engine needs to be sent of what it may hold. */
    enum Takes {
        /** Docker's classic store: an archive without the layers that it holds. */
        MISSING_LAYERS,
        /** Podman: whole archives only, but its ids tell whether it holds an image. */
        MISSING_IMAGES,
        /**
         * The containerd store, at either end. It does not tell the digests of configs, so that an image of the same layers and
         * second may be another one, and whether it holds layers in the form of the archive; a broken image may stay of one that
         * it lacks. Its own archives hold layers packed, under digests that images do not name, so that none can be left out.
         */
        EVERYTHING;

        /**
         * @param source facts of the host to copy from, or null if not known
         * @param target likewise
         */
        static Takes of(@Nullable HostFacts source, @Nullable HostFacts target) {
            if (keepsPacked(source) || keepsPacked(target)) {
                return EVERYTHING;
            }
            return target != null && isDocker(target) ? MISSING_LAYERS : MISSING_IMAGES;
        }

        private static boolean keepsPacked(@Nullable HostFacts facts) {
            return facts != null && isDocker(facts) && facts.storage().containerd();
        }

        private static boolean isDocker(HostFacts facts) {
            return facts.engine().kind().equals("docker");
        }
    }

    /**
     * Compares.
     *
     * @param machine of the target, or null if not known
     * @param takes what has to be sent, as the engines at both ends are
     */
    static CopyPlan of(
            String sourceName,
            List<ImageView> source,
            List<ImageRef> references,
            List<ImageView> target,
            HostFacts.@Nullable Machine machine,
            Takes takes) {
        Map<ImageView, List<ImageRef>> wanted = new LinkedHashMap<>();
        for (ImageRef reference : references) {
            wanted.computeIfAbsent(named(sourceName, source, reference), _ -> new ArrayList<>())
                    .add(reference);
        }
        Map<String, ImageView> names = new HashMap<>();
        target.forEach(image -> image.tags().forEach(tag -> names.put(tag, image)));
        List<Item> items = new ArrayList<>();
        wanted.forEach((image, named) -> {
            boolean present = target.stream()
                    .anyMatch(other -> !other.incomplete() && other.identity().sameAs(image.identity()));
            Map<ImageRef, ImageId> taken = new HashMap<>();
            for (ImageRef reference : named) {
                ImageView holder = names.get(reference.normalized());
                if (holder != null && !holder.identity().sameAs(image.identity())) {
                    taken.put(reference, holder.id());
                }
            }
            List<String> layers = image.identity().diffIds();
            int held = switch (takes) {
                case MISSING_LAYERS -> present ? layers.size() : foundation(layers, target);
                case MISSING_IMAGES -> present ? layers.size() : 0;
                case EVERYTHING -> 0;
            };
            boolean runs = machine == null || machine.runs(image.identity().platform());
            items.add(new Item(image, named, held, present, taken, runs, List.of()));
        });
        return new CopyPlan(machine == null ? "" : machine.platform(), items);
    }

    private static ImageView named(String host, List<ImageView> images, ImageRef reference) {
        return images.stream()
                .filter(image -> image.tags().contains(reference.normalized()) && !image.incomplete())
                .findFirst()
                .orElseThrow(() -> new LongshoreException(
                        ErrorCode.IMAGE_NOT_FOUND, "host " + host + " has no " + reference.familiar()));
    }

    /** How many layers, from the lowest on, some image over there begins with as well. */
    private static int foundation(List<String> layers, List<ImageView> there) {
        int most = 0;
        for (ImageView other : there) {
            List<String> others =
                    other.incomplete() ? List.of() : other.identity().diffIds();
            int same = 0;
            while (same < Math.min(layers.size(), others.size())
                    && layers.get(same).equals(others.get(same))) {
                same++;
            }
            most = Math.max(most, same);
        }
        return most;
    }
}

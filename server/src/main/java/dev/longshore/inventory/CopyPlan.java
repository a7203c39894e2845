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

/**
 * What a copy of images from one host to another would move, as both were last reported.
 *
 * @param items one for each image; several references may name the same
 */
public record CopyPlan(List<Item> items) {

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
     */
    public record Item(
            ImageView image, List<ImageRef> references, int heldLayers, boolean present, Map<ImageRef, ImageId> taken) {

        public Item {
            references = List.copyOf(references);
            taken = Map.copyOf(taken);
        }

        /** How many layers the image has. */
        public int layers() {
            return image.identity().diffIds().size();
        }
    }

    /**
     * Compares.
     *
     * @param takesParts whether the target's engine takes an archive without the layers that it holds
     */
    static CopyPlan of(
            String sourceName,
            List<ImageView> source,
            List<ImageRef> references,
            List<ImageView> target,
            boolean takesParts) {
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
            int held = present ? layers.size() : takesParts ? foundation(layers, target) : 0;
            items.add(new Item(image, named, held, present, taken));
        });
        return new CopyPlan(items);
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

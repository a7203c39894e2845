package dev.longshore.inventory;

import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the rows of the matrix for one bucket: all images under one reference, or all nameless ones with equal layers. */
final class ImageRows {

    private static final String NONE = "<none>";

    private ImageRows() {}

    /** A row with the images behind it. */
    record Row(ImageRow shown, List<ImageView> images) {}

    /** The buckets that an image belongs to: its tags, or its layers if it has none. */
    static List<String> keysOf(ImageView image) {
        if (!image.dangling()) {
            return image.tags();
        }
        return List.of(NONE + "@" + image.identity().createdSecond() + " "
                + image.identity().platform() + " " + image.identity().diffIds().hashCode());
    }

    static List<Row> rowsOf(String key, List<ImageView> images) {
        return images.isEmpty() ? List.of() : key.startsWith(NONE) ? nameless(images) : List.of(named(key, images));
    }

    private static Row named(String key, List<ImageView> images) {
        ImageRef reference = ImageRef.of(key);
        List<ImageVariants.Group> groups = ImageVariants.of(images);
        int[] variants = onePerRelease(reference.repository() + "@", groups);
        String tag = reference.tag();
        int count = 0;
        for (int variant : variants) {
            count = Math.max(count, variant + 1);
        }
        return row(key, reference.familiarName(), tag == null ? "" : tag, groups, variants, count, false);
    }

    private static List<Row> nameless(List<ImageView> images) {
        List<Row> rows = new ArrayList<>();
        for (ImageVariants.Group group : ImageVariants.of(images)) {
            String digest = null;
            String repository = NONE;
            String smallestId = group.members().getFirst().id().value();
            for (ImageView image : group.members()) {
                if (image.identity().configDigest() != null) {
                    digest = image.identity().configDigest().value();
                }
                if (!image.digests().isEmpty()) {
                    repository = ImageRef.of(image.digests().getFirst()).familiarName();
                }
                String id = image.id().value();
                smallestId = id.compareTo(smallestId) < 0 ? id : smallestId;
            }
            String key = NONE + "@" + (digest == null ? smallestId : digest);
            rows.add(row(key, repository, "", List.of(group), new int[1], 1, true));
        }
        return rows;
    }

    /**
     * A registry's tag can name one image per platform: hosts of different platforms that pulled the same index hold the
     * same release, and that is no drift.
     */
    private static int[] onePerRelease(String repositoryAt, List<ImageVariants.Group> groups) {
        int[] variants = new int[groups.size()];
        Map<String, Map<String, Integer>> firstOfPlatform = new HashMap<>();
        int next = 0;
        for (int at = 0; at < variants.length; at++) {
            int home = at;
            for (ImageView image : groups.get(at).members()) {
                for (String digest : image.digests()) {
                    if (digest.startsWith(repositoryAt)) {
                        home = Math.min(home, firstOnAnother(firstOfPlatform.get(digest), image, at));
                    }
                }
            }
            variants[at] = home < at ? variants[home] : next++;
            for (ImageView image : groups.get(at).members()) {
                for (String digest : image.digests()) {
                    firstOfPlatform
                            .computeIfAbsent(digest, _ -> new HashMap<>())
                            .putIfAbsent(image.identity().platform(), at);
                }
            }
        }
        return variants;
    }

    private static int firstOnAnother(@Nullable Map<String, Integer> firstOfPlatform, ImageView image, int none) {
        int first = none;
        if (firstOfPlatform != null) {
            for (Map.Entry<String, Integer> each : firstOfPlatform.entrySet()) {
                if (!each.getKey().equals(image.identity().platform())) {
                    first = Math.min(first, each.getValue());
                }
            }
        }
        return first;
    }

    private static Row row(
            String key,
            String repository,
            String tag,
            List<ImageVariants.Group> groups,
            int[] variants,
            int count,
            boolean dangling) {
        Map<HostId, ImageRow.Cell> cells = new HashMap<>();
        List<ImageView> images = new ArrayList<>();
        long maxSize = 0;
        int running = 0;
        int containers = 0;
        Instant newest = Instant.EPOCH;
        for (int at = 0; at < variants.length; at++) {
            ImageVariants.Group group = groups.get(at);
            for (ImageView image : group.members()) {
                ImageRow.Cell cell = cell(image, variants[at], group.shown());
                images.add(image);
                if (cells.putIfAbsent(image.host(), cell) != null) {
                    continue; // a host that claims one tag for two images: one is shown
                }
                maxSize = Math.max(maxSize, image.sizeBytes());
                running += cell.running();
                containers += cell.containers();
                newest = image.createdAt().isAfter(newest) ? image.createdAt() : newest;
            }
        }
        return new Row(
                new ImageRow(
                        key,
                        repository,
                        tag,
                        cells,
                        count > 1,
                        count,
                        dangling,
                        containers == 0,
                        maxSize,
                        newest,
                        running,
                        null),
                List.copyOf(images));
    }

    private static ImageRow.Cell cell(ImageView image, int variant, String shown) {
        int running = 0;
        for (ImageView.Use use : image.usedBy()) {
            running += use.running() ? 1 : 0;
        }
        return new ImageRow.Cell(
                image.id(),
                variant,
                shown,
                image.sizeBytes(),
                image.createdAt(),
                image.usedBy().size(),
                running);
    }

    /** Whether the text, in lower case, is part of the row's reference, of an id or digest in it, or of a label. */
    static boolean matches(Row row, String text) {
        if (row.shown().key().contains(text) || row.shown().repository().contains(text)) {
            return true;
        }
        Object lastLabels = null;
        Object lastDigests = null;
        for (ImageView image : row.images()) {
            if (contains(image.id(), text)
                    || (image.identity().configDigest() != null
                            && image.identity().configDigest().value().contains(text))) {
                return true;
            }
            // hosts share these values when they hold the same image
            if (!image.digests().equals(lastDigests)
                    && image.digests().stream().anyMatch(digest -> digest.indexOf(text, digest.indexOf('@')) >= 0)) {
                return true;
            }
            if (!image.labels().equals(lastLabels) && labelled(image.labels(), text)) {
                return true;
            }
            lastDigests = image.digests();
            lastLabels = image.labels();
        }
        return false;
    }

    private static boolean contains(ImageId id, String text) {
        return id.value().contains(text);
    }

    private static boolean labelled(Map<String, String> labels, String text) {
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (containsIgnoringCase(label.getKey(), text) || containsIgnoringCase(label.getValue(), text)) {
                return true;
            }
        }
        return false;
    }

    static boolean containsIgnoringCase(String text, String part) {
        int last = text.length() - part.length();
        for (int at = 0; at <= last; at++) {
            if (text.regionMatches(true, at, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }
}

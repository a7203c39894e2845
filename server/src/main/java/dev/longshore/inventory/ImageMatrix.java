package dev.longshore.inventory;

import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The matrix of references by host. Rows are built when a host reports a change, and only those that the change touches;
 * a request filters, sorts and cuts what is there.
 */
final class ImageMatrix {

    private static final Comparator<ImageRows.Row> BY_REFERENCE = Comparator.comparing(
                    (ImageRows.Row row) -> row.shown().repository())
            .thenComparing(row -> row.shown().tag())
            .thenComparing(row -> row.shown().key());

    private final Map<String, Bucket> buckets = new HashMap<>();
    private final UpstreamTags.Known upstream = new UpstreamTags.Known();
    private ImageRows.Row @Nullable [] sorted;

    private record Bucket(List<ImageView> images, List<ImageRows.Row> rows) {}

    /** A host's images before and after a change; images that did not change are the same objects in both. */
    @SuppressWarnings("ReferenceEquality") // by the books, an image that changed is another object
    synchronized void update(Map<ImageId, ImageView> before, Map<ImageId, ImageView> after) {
        Map<String, Set<ImageView>> leaving = new HashMap<>();
        for (ImageView image : before.values()) {
            if (after.get(image.id()) != image) {
                for (String key : ImageRows.keysOf(image)) {
                    leaving.computeIfAbsent(key, _ -> Collections.newSetFromMap(new IdentityHashMap<>()))
                            .add(image);
                }
            }
        }
        Map<String, List<ImageView>> touched = new HashMap<>();
        leaving.forEach((key, images) -> {
            List<ImageView> kept = imagesOf(key);
            kept.removeIf(images::contains);
            touched.put(key, kept);
        });
        for (ImageView image : after.values()) {
            if (before.get(image.id()) != image) {
                for (String key : ImageRows.keysOf(image)) {
                    touched.computeIfAbsent(key, this::imagesOf).add(image);
                }
            }
        }
        touched.forEach((key, images) -> {
            if (images.isEmpty()) {
                buckets.remove(key);
            } else {
                List<ImageView> kept = List.copyOf(images);
                buckets.put(key, new Bucket(kept, ImageRows.rowsOf(key, kept)));
            }
        });
        if (!touched.isEmpty()) {
            sorted = null;
        }
    }

    private List<ImageView> imagesOf(String key) {
        Bucket bucket = buckets.get(key);
        return bucket == null ? new ArrayList<>() : new ArrayList<>(bucket.images());
    }

    private synchronized ImageRows.Row[] rows() {
        ImageRows.Row[] rows = sorted;
        if (rows == null) {
            List<ImageRows.Row> all = new ArrayList<>(buckets.size());
            buckets.values().forEach(bucket -> all.addAll(bucket.rows()));
            rows = all.toArray(ImageRows.Row[]::new);
            Arrays.sort(rows, BY_REFERENCE);
            sorted = rows;
        }
        return rows;
    }

    /** A page of what the query asks for, of these hosts only; null for all. */
    Page<ImageRow> page(ImageQuery query, @Nullable Set<HostId> hosts) {
        Set<HostId> shown = hosts;
        if (!query.hosts().isEmpty()) {
            shown = new HashSet<>(query.hosts());
            if (hosts != null) {
                shown.retainAll(hosts);
            }
        }
        Predicate<ImageRows.Row> wanted = wanted(query);
        List<ImageRow> found = new ArrayList<>();
        for (ImageRows.Row row : rows()) {
            for (ImageRows.Row part : shown == null ? List.of(row) : partOf(row, shown)) {
                if (!wanted.test(part)) {
                    continue;
                }
                Upstream told = upstream.of(part.shown().key(), part.images());
                if (!query.updates() || (told != null && told.newer())) {
                    found.add(told == null ? part.shown() : part.shown().with(told));
                }
            }
        }
        sort(found, query);
        int size = Math.clamp(query.size(), 1, 1000);
        int page = Math.max(0, query.page());
        int from = (int) Math.min(found.size(), (long) page * size);
        return new Page<>(found.subList(from, Math.min(found.size(), from + size)), found.size(), page, size);
    }

    /** What is known of a tag that an image has; null if nothing is, or the image did not come from there. */
    @Nullable
    Upstream upstream(String key, ImageView image) {
        return UpstreamTags.pulledFrom(image, ImageRef.of(key).repository() + "@")
                ? upstream.of(key, List.of(image))
                : null;
    }

    /** References of which some host holds a digest of the registry that they name. */
    Set<ImageRef> pulled() {
        Set<ImageRef> pulled = new HashSet<>();
        for (ImageRows.Row row : rows()) {
            if (!row.shown().dangling()) {
                ImageRef reference = ImageRef.of(row.shown().key());
                String repositoryAt = reference.repository() + "@";
                if (row.images().stream().anyMatch(image -> UpstreamTags.pulledFrom(image, repositoryAt))) {
                    pulled.add(reference);
                }
            }
        }
        return pulled;
    }

    /** References of which anything is known from their registry. */
    Set<String> told() {
        return upstream.keys();
    }

    /** What a registry named for a tag; null for nothing any more. Who holds it is returned if that is news. */
    Set<HostId> tell(String key, @Nullable Digest digest, Instant at) {
        if (!upstream.tell(key, digest, at)) {
            return Set.of();
        }
        synchronized (this) {
            return imagesOf(key).stream().map(ImageView::host).collect(Collectors.toSet());
        }
    }

    /** How many references there are on these hosts (null for all), and how many of them drift. */
    int[] references(@Nullable Set<HostId> hosts) {
        int references = 0;
        int drifting = 0;
        for (ImageRows.Row row : rows()) {
            if (row.shown().dangling()) {
                continue;
            }
            for (ImageRows.Row part : hosts == null ? List.of(row) : partOf(row, hosts)) {
                references++;
                drifting += part.shown().drift() ? 1 : 0;
            }
        }
        return new int[] {references, drifting};
    }

    private static List<ImageRows.Row> partOf(ImageRows.Row row, Set<HostId> hosts) {
        if (hosts.containsAll(row.shown().cells().keySet())) {
            return List.of(row);
        }
        List<ImageView> images = row.images().stream()
                .filter(image -> hosts.contains(image.host()))
                .toList();
        return ImageRows.rowsOf(row.shown().key(), images);
    }

    private static Predicate<ImageRows.Row> wanted(ImageQuery query) {
        String text = query.text().strip().toLowerCase(Locale.ROOT);
        return row -> (!query.drift() || row.shown().drift())
                && (!query.dangling() || row.shown().dangling())
                && (!query.unused() || row.shown().unused())
                && (text.isEmpty() || ImageRows.matches(row, text));
    }

    private static void sort(List<ImageRow> rows, ImageQuery query) {
        Comparator<ImageRow> order = switch (query.sort()) {
            case REFERENCE -> null;
            case SIZE -> Comparator.comparingLong(ImageRow::maxSizeBytes);
            case CREATED -> Comparator.comparing(ImageRow::newestAt);
            case HOSTS -> Comparator.comparingInt(row -> row.cells().size());
            case CONTAINERS -> Comparator.comparingInt(ImageRow::runningContainers);
        };
        if (order != null) {
            rows.sort(query.descending() ? order.reversed() : order); // stable: the reference breaks ties
        } else if (query.descending()) {
            Collections.reverse(rows);
        }
    }
}

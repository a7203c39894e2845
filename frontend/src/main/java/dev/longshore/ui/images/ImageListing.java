package dev.longshore.ui.images;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.Page;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Images as a list, a row per image and host; filtered and sorted once, and then paged until something changes. */
final class ImageListing {

    private static final int BIG_PAGE = 1000;

    private final Fleet fleet;
    private @Nullable ImagesFilter sortedFor;
    private List<ImageView> sorted = List.of();

    ImageListing(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Something changed: the next page is worked out anew. */
    void forget() {
        sortedFor = null;
        sorted = List.of();
    }

    Page<ImageView> page(Actor actor, ImagesFilter filter, int page, int size) {
        if (!filter.equals(sortedFor)) {
            sorted = all(actor, filter);
            sortedFor = filter;
        }
        int from = Math.min(page * size, sorted.size());
        return new Page<>(sorted.subList(from, Math.min(from + size, sorted.size())), sorted.size(), page, size);
    }

    List<ImageView> all(Actor actor, ImagesFilter filter) {
        Set<String> drifting = filter.drift() || filter.updates()
                ? rows(actor, filter).stream().map(ImageRow::key).collect(Collectors.toSet())
                : Set.of();
        var found = new ArrayList<ImageView>();
        for (HostView host : fleet.hosts(actor)) {
            if (filter.hosts().isEmpty() || filter.hosts().contains(host.id())) {
                fleet.images(actor, host.id()).stream()
                        .filter(image -> fits(image, filter))
                        .filter(image -> !(filter.drift() || filter.updates())
                                || image.tags().stream().anyMatch(drifting::contains))
                        .forEach(found::add);
            }
        }
        found.sort(order(filter));
        return found;
    }

    private static boolean fits(ImageView image, ImagesFilter filter) {
        if (filter.dangling() && !image.dangling()) {
            return false;
        }
        if (filter.unused() && !image.usedBy().isEmpty()) {
            return false;
        }
        var text = filter.text().toLowerCase(Locale.ROOT);
        return text.isEmpty()
                || contains(image.id().value(), text)
                || image.tags().stream().anyMatch(tag -> contains(tag, text))
                || image.digests().stream().anyMatch(digest -> contains(digest, text))
                || image.labels().entrySet().stream()
                        .anyMatch(label -> contains(label.getKey() + "=" + label.getValue(), text));
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part);
    }

    private static Comparator<ImageView> order(ImagesFilter filter) {
        Comparator<ImageView> order = switch (filter.sort()) {
            case REFERENCE -> Comparator.comparing(ImageListing::name);
            case SIZE -> Comparator.comparingLong(ImageView::sizeBytes);
            case CREATED -> Comparator.comparing(ImageView::createdAt);
            case HOSTS -> Comparator.comparing(ImageView::hostName);
            case CONTAINERS -> Comparator.comparingInt(image -> image.usedBy().size());
        };
        return (filter.descending() ? order.reversed() : order)
                .thenComparing(ImageListing::name)
                .thenComparing(ImageView::hostName)
                .thenComparing(image -> image.id().value());
    }

    /** Images without a tag come last. */
    private static String name(ImageView image) {
        return image.tags().isEmpty()
                ? "\uffff" + image.id()
                : ImageNames.familiar(image.tags().getFirst());
    }

    /** These images as they are now; those that are gone are left out. */
    List<ImageView> again(Actor actor, Collection<ImageView> images) {
        var again = new ArrayList<ImageView>();
        for (ImageView image : images) {
            try {
                again.add(fleet.image(actor, image.host(), image.id()));
            } catch (LongshoreException _) {
                // it went while it was selected
            }
        }
        return again;
    }

    /** These rows of the matrix as they are now; those that are gone are left out. */
    List<ImageRow> rowsAgain(Actor actor, Collection<ImageRow> rows) {
        var wanted = rows.stream().map(ImageRow::key).collect(Collectors.toCollection(HashSet::new));
        return rows(actor, ImagesFilter.ALL).stream()
                .filter(row -> wanted.contains(row.key()))
                .toList();
    }

    private List<ImageRow> rows(Actor actor, ImagesFilter filter) {
        var rows = new ArrayList<ImageRow>();
        for (int page = 0; ; page++) {
            var read = fleet.images(actor, filter.query(page, BIG_PAGE));
            rows.addAll(read.items());
            if (read.items().isEmpty() || rows.size() >= read.total()) {
                return rows;
            }
        }
    }
}

package dev.longshore.inventory;

import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** The files in the layers of images: needs {@code IMAGE_FILES} over the host, and a refusal is recorded. */
@Service
public class ImageFiles {

    private static final Comparator<LayerFilePage.Row> BY_PATH = Comparator.comparing(
                    (LayerFilePage.Row row) -> row.file().path())
            .thenComparing(row -> row.file().kind());

    private final Fleet fleet;
    private final FleetBook book;
    private final LayerShelf shelf;
    private final Gatekeeper gatekeeper;
    private final Semaphore room = new Semaphore(2, true);

    ImageFiles(Fleet fleet, FleetBook book, HostQuestions questions, Gatekeeper gatekeeper) {
        this.fleet = fleet;
        this.book = book;
        this.shelf = new LayerShelf(questions::layerFiles);
        this.gatekeeper = gatekeeper;
    }

    /**
     * Files of one layer. The first look at a layer asks its host, which reads the image's archive, and waits up to 3 min.
     *
     * @throws LongshoreException {@code NOT_FOUND} if the image has no such layer
     */
    public LayerFilePage list(Actor actor, HostId host, ImageId id, String diffId, FileQuery query) {
        ImageView image = withLayer(actor, host, id, diffId);
        LayerListing listing = listings(image, List.of(diffId)).getFirst();
        return unpacked(() -> page(listing, query));
    }

    /** As {@link #list}, but at once: empty if the host would have to be asked, as it is some time after the first look. */
    public Optional<LayerFilePage> known(Actor actor, HostId host, ImageId id, String diffId, FileQuery query) {
        withLayer(actor, host, id, diffId);
        return shelf.known(host, diffId).map(listing -> unpacked(() -> page(listing, query)));
    }

    private ImageView withLayer(Actor actor, HostId host, ImageId id, String diffId) {
        require(actor, host, id);
        ImageView image = fleet.image(actor, host, id);
        if (!image.identity().diffIds().contains(diffId)) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "the image has no such layer");
        }
        return image;
    }

    /** Whether the actor may see files of images of the host; a refusal is recorded. */
    void require(Actor actor, HostId host, ImageId id) {
        HostView view = fleet.host(actor, host);
        gatekeeper.require(
                actor,
                Permission.IMAGE_FILES,
                host,
                view.name(),
                Gatekeeper.Act.of("image.files", host.value(), Map.of("image", id.value())));
    }

    /** The files of layers of an image, asked from its host where they are not known. */
    List<LayerListing> listings(ImageView image, List<String> diffIds) {
        HostBook host = book.book(image.host());
        if (host == null) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + image.host());
        }
        return shelf.listings(host.shown(), image, diffIds);
    }

    /** Does what takes memory for lists of files: for two at a time, and others wait a while. */
    <T> T unpacked(Supplier<T> work) {
        try {
            if (!room.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new LongshoreException(
                        ErrorCode.HOST_BUSY, "too many lists of files are looked at", "Try again in a moment.");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.CANCELLED, "nobody waits any more");
        }
        try {
            return work.get();
        } finally {
            room.release();
        }
    }

    static LayerFilePage page(LayerListing listing, FileQuery query) {
        Finder finder = new Finder(query);
        listing.forEach(finder::take);
        List<LayerFilePage.Row> rows = finder.rows();
        int size = Math.clamp(query.size(), 1, 1000);
        int from = (int) Math.min(rows.size(), (long) Math.max(0, query.page()) * size);
        return new LayerFilePage(
                listing.diffId(),
                finder.files,
                finder.bytes,
                finder.whiteouts,
                listing.cut(),
                new Page<>(
                        rows.subList(from, Math.min(rows.size(), from + size)),
                        rows.size(),
                        Math.max(0, query.page()),
                        size));
    }

    /** Finds what a query asks for while a layer goes by. */
    private static final class Finder {

        private final FileQuery query;
        private final String below;
        private final String part;
        private final List<LayerFilePage.Row> flat = new ArrayList<>();
        private final Map<String, Below> folders = new HashMap<>();
        private int files;
        private long bytes;
        private int whiteouts;

        private static final class Below {
            LayerFile folder;
            int files;
            long bytes;

            /** One that has no entry of its own, until it is seen. */
            Below(String path) {
                folder = new LayerFile(path, LayerFile.Kind.FOLDER, 0, 0, 0, 0, Instant.EPOCH, "", 0);
            }
        }

        Finder(FileQuery query) {
            this.query = query;
            this.below = query.folder().isEmpty() ? "" : query.folder() + "/";
            this.part = query.text().strip().toLowerCase(Locale.ROOT);
        }

        void take(LayerFile file) {
            boolean folder = file.kind() == LayerFile.Kind.FOLDER;
            if (file.kind().takesAway()) {
                whiteouts++;
            } else if (!folder) {
                files++;
                bytes += file.sizeBytes();
            }
            if (!file.path().startsWith(below) || file.path().length() == below.length()) {
                return;
            }
            if (!part.isEmpty() || query.flat()) {
                if ((!folder || !part.isEmpty()) && ImageRows.containsIgnoringCase(file.path(), part)) {
                    flat.add(new LayerFilePage.Row(file, 0, file.sizeBytes()));
                }
                return;
            }
            int slash = file.path().indexOf('/', below.length());
            if (slash < 0 && !folder) {
                flat.add(new LayerFilePage.Row(file, 0, file.sizeBytes()));
                return;
            }
            Below in = folders.computeIfAbsent(
                    slash < 0 ? file.path() : file.path().substring(0, slash), Below::new);
            if (slash < 0) {
                in.folder = file;
            } else if (!folder && !file.kind().takesAway()) {
                in.files++;
                in.bytes += file.sizeBytes();
            }
        }

        List<LayerFilePage.Row> rows() {
            folders.values().forEach(in -> flat.add(new LayerFilePage.Row(in.folder, in.files, in.bytes)));
            Comparator<LayerFilePage.Row> order = switch (query.sort()) {
                case PATH -> BY_PATH;
                case SIZE -> Comparator.comparingLong(LayerFilePage.Row::bytesBelow);
            };
            flat.sort((query.descending() ? order.reversed() : order).thenComparing(BY_PATH));
            return flat;
        }
    }
}

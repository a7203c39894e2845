package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists of files that were looked at lately. A layer never changes, and to list its files a host hands over the whole image: so
 * they are asked for once. Kept by host, so that a host that lies does so about itself alone.
 */
final class LayerShelf {

    private static final long MAX_BYTES = 32L << 20;

    private final Source source;
    private final Map<Key, LayerListing> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Key(HostId host, String diffId) {}

    /** Asks the host that holds the image, and waits. */
    interface Source {
        List<LayerListing> list(HostBook.Shown host, ImageView image, List<String> diffIds);
    }

    LayerShelf(Source source) {
        this.source = source;
    }

    /** The files of a layer if they are here; nobody is asked. */
    Optional<LayerListing> known(HostId host, String diffId) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(new Key(host, diffId)));
        }
    }

    /** The files of layers of an image, in the order asked for. */
    List<LayerListing> listings(HostBook.Shown host, ImageView image, List<String> diffIds) {
        Map<String, LayerListing> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        synchronized (kept) {
            for (String diffId : diffIds) {
                LayerListing known = kept.get(new Key(image.host(), diffId));
                if (known != null) {
                    found.put(diffId, known);
                } else if (!missing.contains(diffId)) {
                    missing.add(diffId);
                }
            }
        }
        if (!missing.isEmpty()) {
            for (LayerListing listing : source.list(host, image, missing)) {
                found.put(listing.diffId(), listing);
                // one that had to share its room with others may be longer when it is asked for alone
                if (!listing.cut() || missing.size() == 1) {
                    keep(new Key(image.host(), listing.diffId()), listing);
                }
            }
        }
        List<LayerListing> inOrder = new ArrayList<>();
        for (String diffId : diffIds) {
            LayerListing listing = found.get(diffId);
            if (listing == null) {
                throw HostQuestions.unexpected();
            }
            inOrder.add(listing);
        }
        return inOrder;
    }

    private void keep(Key key, LayerListing listing) {
        synchronized (kept) {
            LayerListing before = kept.put(key, listing);
            bytes += listing.list().size() - (before == null ? 0 : before.list().size());
            Iterator<LayerListing> oldest = kept.values().iterator();
            while (bytes > MAX_BYTES && oldest.hasNext()) {
                bytes -= oldest.next().list().size();
                oldest.remove();
            }
        }
    }
}

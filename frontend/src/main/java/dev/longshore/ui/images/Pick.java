package dev.longshore.ui.images;

import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Something that a person picked to act upon.
 *
 * @param references the names it was picked by; none for an image without a tag
 * @param shown what to call it
 * @param on the image it is on each host, by the engine's id there
 */
record Pick(List<ImageRef> references, String shown, Map<HostId, ImageId> on) {

    Pick {
        references = List.copyOf(references);
        on = Map.copyOf(on);
    }

    /** A row of the matrix: one reference, on those of the hosts that have it. */
    static Pick of(ImageRow row, Set<HostId> hosts) {
        var on = new TreeMap<HostId, ImageId>();
        row.cells().forEach((host, cell) -> {
            if (hosts.contains(host)) {
                on.put(host, cell.id());
            }
        });
        if (row.tag().isEmpty()) {
            var shortId = on.isEmpty() ? row.key() : on.firstEntry().getValue().shortForm();
            return new Pick(List.of(), shortId, on);
        }
        return new Pick(references(List.of(row.key())), row.repository() + ":" + row.tag(), on);
    }

    /** One image of one host, with all of its tags. */
    static Pick of(ImageView image) {
        var references = references(image.tags());
        var shown = references.isEmpty()
                ? image.id().shortForm()
                : references.getFirst().familiar();
        return new Pick(references, shown, Map.of(image.host(), image.id()));
    }

    private static List<ImageRef> references(List<String> tags) {
        var references = new ArrayList<ImageRef>();
        for (String tag : tags) {
            try {
                references.add(ImageRef.of(tag));
            } catch (LongshoreException _) {
                // an engine may hold names outside the grammar; such an image is reached by its id
            }
        }
        return references;
    }

    /** What a removal on this host names. */
    List<Task.Target> targets(HostId host) {
        if (references.isEmpty()) {
            var id = on.get(host);
            return id == null ? List.of() : List.of(new Task.Target.ById(id));
        }
        return references.stream().<Task.Target>map(Task.Target.Named::new).toList();
    }
}

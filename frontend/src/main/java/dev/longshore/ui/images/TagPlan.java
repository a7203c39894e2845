package dev.longshore.ui.images;

import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageRow;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a new tag is free, where it names the same image already, and where it names another one. */
record TagPlan(List<HostView> free, List<HostView> same, List<Conflict> conflicts) {

    TagPlan {
        free = List.copyOf(free);
        same = List.copyOf(same);
        conflicts = List.copyOf(conflicts);
    }

    /** A host on which the tag names another image. */
    record Conflict(HostView host, ImageId named, String shownDigest) {}

    /**
     * Works it out.
     *
     * @param target the row of the matrix that the target has now, or null if no host has it
     * @param hosts on which shall be tagged
     */
    static TagPlan of(Pick pick, @Nullable ImageRow target, List<HostView> hosts) {
        Map<HostId, ImageRow.Cell> cells = target == null ? Map.of() : target.cells();
        var free = new ArrayList<HostView>();
        var same = new ArrayList<HostView>();
        var conflicts = new ArrayList<Conflict>();
        for (HostView host : hosts) {
            var cell = cells.get(host.id());
            if (cell == null) {
                free.add(host);
            } else if (cell.id().equals(pick.on().get(host.id()))) {
                same.add(host);
            } else {
                conflicts.add(new Conflict(host, cell.id(), cell.shownDigest()));
            }
        }
        return new TagPlan(free, same, conflicts);
    }

    /** The target of one pick: what was written, or the pick's own repository with the new tag. */
    static ImageRef target(Pick pick, String written, boolean tagOnly) {
        return tagOnly ? pick.references().getFirst().withTag(written) : ImageRef.of(written);
    }
}

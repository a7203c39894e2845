package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a copy of images would move, before anything is. */
@RestController
@RequestMapping("/api/v1")
final class CopyController {

    /** Images whose layers' sizes are asked from the source. */
    private static final int MOST_SIZED = 20;

    private final Fleet fleet;

    CopyController(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * What a copy to one host would move.
     *
     * @param platform of the host, or empty if not known
     * @param movedLayers at most
     * @param leastMovedLayers the same, or fewer where it shows only when the copy begins what the host holds
     * @param movedBytes of layers unpacked, -1 where the source's engine does not tell their sizes; the archive around them is
     *     a little larger
     */
    record Preview(
            String host,
            String hostName,
            String platform,
            int movedLayers,
            int leastMovedLayers,
            int layers,
            long movedBytes,
            long leastMovedBytes,
            long totalBytes,
            List<Image> images) {

        static Preview of(String host, String hostName, CopyPlan plan) {
            return new Preview(
                    host,
                    hostName,
                    plan.platform(),
                    plan.items().stream()
                            .mapToInt(item -> item.layers() - item.heldLayers())
                            .sum(),
                    plan.items().stream()
                            .mapToInt(item -> item.layers() - item.heldLayers() - item.perhapsHeld())
                            .sum(),
                    plan.items().stream().mapToInt(CopyPlan.Item::layers).sum(),
                    plan.movedBytes(),
                    plan.leastMovedBytes(),
                    plan.totalBytes(),
                    plan.items().stream().map(Image::of).toList());
        }
    }

    /**
     * One image.
     *
     * @param id on the host to copy from
     * @param present whether the other host has it already, as far as layers and times tell
     * @param perhapsHeldLayers layers that show only when the copy begins to be held or not
     * @param runs whether the other host runs images of this platform
     * @param taken references that name another image there, with its id
     */
    record Image(
            String id,
            List<String> references,
            String platform,
            boolean runs,
            boolean present,
            int heldLayers,
            int perhapsHeldLayers,
            int layers,
            long movedBytes,
            long leastMovedBytes,
            long totalBytes,
            Map<String, String> taken) {

        static Image of(CopyPlan.Item item) {
            Map<String, String> taken = new TreeMap<>();
            item.taken().forEach((reference, id) -> taken.put(reference.normalized(), id.value()));
            return new Image(
                    item.image().id().value(),
                    item.references().stream().map(ImageRef::normalized).toList(),
                    item.image().identity().platform(),
                    item.runs(),
                    item.present(),
                    item.heldLayers(),
                    item.perhapsHeld(),
                    item.layers(),
                    item.movedBytes(),
                    item.leastMovedBytes(),
                    item.totalBytes(),
                    taken);
        }
    }

    /** What a copy from the host to each of the others would move; sizes of layers are asked from the host. */
    @GetMapping("/hosts/{id}/images/copy-preview")
    ListBody<Preview> preview(
            Actor actor,
            @PathVariable HostId id,
            @RequestParam("ref") List<String> references,
            @RequestParam("to") List<HostId> targets) {
        List<ImageRef> wanted = references.stream()
                .map(text -> Fields.parse("ref", () -> ImageRef.of(text)))
                .toList();
        Map<ImageId, List<Long>> layerBytes = new HashMap<>();
        List<Preview> previews = new ArrayList<>();
        for (HostId target : targets) {
            CopyPlan plan = fleet.copyPlan(actor, id, wanted, target);
            size(actor, id, plan, layerBytes);
            previews.add(Preview.of(target.value(), fleet.host(actor, target).name(), plan.sized(layerBytes)));
        }
        return new ListBody<>(previews);
    }

    /** A host that does not answer leaves the plan without bytes, and is asked for no further image. */
    private void size(Actor actor, HostId host, CopyPlan plan, Map<ImageId, List<Long>> layerBytes) {
        for (CopyPlan.Item item : plan.items()) {
            ImageId image = item.image().id();
            if (layerBytes.containsKey(image) || layerBytes.size() >= MOST_SIZED) {
                continue;
            }
            boolean silent = layerBytes.containsValue(List.<Long>of());
            layerBytes.put(image, silent ? List.of() : layerBytes(actor, host, image));
        }
    }

    private List<Long> layerBytes(Actor actor, HostId host, ImageId image) {
        try {
            return fleet.imageDetail(actor, host, image).layerBytes();
        } catch (LongshoreException silent) {
            return List.of();
        }
    }
}

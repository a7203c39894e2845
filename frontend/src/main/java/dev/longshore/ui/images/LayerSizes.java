package dev.longshore.ui.images;

import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the layers of images take, asked once from the host that they are copied from. Until it answers, and where its engine
 * does not tell, plans count layers alone.
 */
final class LayerSizes {

    private static final int MOST_ASKED = 20;

    private final ImageDialogs dialogs;
    private final Runnable told;
    private final Map<HostId, Map<ImageId, List<Long>>> known = new HashMap<>();
    private int asked;

    /** @param told runs when something more is known */
    LayerSizes(ImageDialogs dialogs, Runnable told) {
        this.dialogs = dialogs;
        this.told = told;
    }

    /** The plan with what is known by now; what is not is asked for. */
    CopyPlan in(CopyPlan plan) {
        CopyPlan sized = plan;
        for (CopyPlan.Item item : plan.items()) {
            ask(item.image());
            sized = sized.sized(known.getOrDefault(item.image().host(), Map.of()));
        }
        return sized;
    }

    private void ask(ImageView image) {
        var ofHost = known.computeIfAbsent(image.host(), _ -> new HashMap<>());
        if (asked >= MOST_ASKED || ofHost.putIfAbsent(image.id(), List.of()) != null) {
            return;
        }
        asked++;
        var actor = dialogs.actor();
        dialogs.ask(
                () -> dialogs.fleet()
                        .imageDetail(actor, image.host(), image.id())
                        .layerBytes(),
                bytes -> {
                    ofHost.put(image.id(), bytes);
                    told.run();
                },
                _ -> {});
    }
}

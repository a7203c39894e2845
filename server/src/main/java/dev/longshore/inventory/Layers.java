package dev.longshore.inventory;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The layers of images, over all hosts that an actor may see. */
@Service
public class Layers {

    private static final Comparator<ImageView> BEST_TO_ASK =
            Comparator.comparing(ImageView::hostName).thenComparing(ImageView::host);

    private final FleetBook book;
    private final Fleet fleet;
    private final Access access;

    Layers(FleetBook book, Fleet fleet, Access access) {
        this.book = book;
        this.fleet = fleet;
        this.access = access;
    }

    /**
     * The layers of an image wherever it lies. One of the hosts that hold it is asked for sizes and instructions, and waited
     * for up to 10 s; if none can be asked they stay open.
     *
     * @param image an engine's id of it, or the digest of its config
     * @param host to ask, or null for any
     * @throws LongshoreException {@code IMAGE_NOT_FOUND} if no host in sight holds it
     */
    public ImageLayers of(Actor actor, ImageId image, @Nullable HostId host) {
        ImageView found = host == null ? anywhere(actor, image) : fleet.image(actor, host, image);
        try {
            return of(actor, fleet.imageDetail(actor, found.host(), found.id()));
        } catch (LongshoreException away) {
            return layers(actor, found, List.of());
        }
    }

    /** The layers of an image whose host was asked before: waits for nobody. */
    public ImageLayers of(Actor actor, ImageDetail detail) {
        return layers(actor, detail.image(), detail.layers());
    }

    private ImageView anywhere(Actor actor, ImageId id) {
        List<ImageView> byId = new ArrayList<>();
        List<ImageView> byConfig = new ArrayList<>();
        Set<HostId> ready = new HashSet<>();
        for (HostView host : fleet.hosts(actor)) {
            HostBook known = book.book(host.id());
            if (known == null) {
                continue;
            }
            if (host.state().ready()) {
                ready.add(host.id());
            }
            for (ImageView image : known.shown().content().images().values()) {
                Digest config = image.identity().configDigest();
                if (image.id().equals(id)) {
                    byId.add(image);
                } else if (config != null && config.value().equals(id.value())) {
                    byConfig.add(image);
                }
            }
        }
        return (byId.isEmpty() ? byConfig : byId)
                .stream()
                        .min(Comparator.comparing((ImageView image) -> !ready.contains(image.host()))
                                .thenComparing(BEST_TO_ASK))
                        .orElseThrow(() -> new LongshoreException(
                                ErrorCode.IMAGE_NOT_FOUND, "no image " + id.shortForm() + " on any host"));
    }

    private ImageLayers layers(Actor actor, ImageView image, List<ImageDetail.Layer> history) {
        List<ImageDetail.Layer> steps =
                history.stream().filter(step -> !step.diffId().isEmpty()).toList();
        List<LayerTree.Held> held = book.layers().held(image.identity(), inSight(actor));
        boolean told = steps.stream()
                .map(ImageDetail.Layer::diffId)
                .toList()
                .equals(image.identity().diffIds());
        long saved = 0;
        List<ImageLayers.Layer> layers = new ArrayList<>();
        for (int at = 0; at < held.size(); at++) {
            ImageLayers.Layer layer = layer(held.get(at), told ? steps.get(at) : null);
            layers.add(layer);
            saved = saved < 0 || layer.savedBytes() < 0 ? -1 : saved + layer.savedBytes();
        }
        List<ImageLayers.Holder> hosts = held.isEmpty()
                ? List.of(new ImageLayers.Holder(image.host(), image.hostName()))
                : holders(actor, image);
        return new ImageLayers(image, hosts, told, saved, layers);
    }

    private static ImageLayers.Layer layer(LayerTree.Held held, ImageDetail.@Nullable Layer step) {
        long size = step == null ? -1 : step.sizeBytes();
        return new ImageLayers.Layer(
                held.diffId(),
                held.chainId(),
                size,
                step == null ? "" : step.createdBy().isBlank() ? step.comment() : step.createdBy(),
                step == null ? null : step.createdAt(),
                held.hosts().stream().limit(Caps.LIST).toList(),
                held.hosts().size(),
                held.images(),
                held.sharers().stream().limit(Caps.LIST).toList(),
                held.sharers().size(),
                step == null ? -1 : size * (held.images() - held.hosts().size()));
    }

    /** The hosts that hold this very image. */
    private List<ImageLayers.Holder> holders(Actor actor, ImageView image) {
        return book.layers().same(image.identity(), inSight(actor)).stream()
                .limit(Caps.LIST)
                .toList();
    }

    /** The hosts in sight, or null if that is all of them. */
    private @Nullable Set<HostId> inSight(Actor actor) {
        if (access.may(actor, Permission.FLEET_VIEW)) {
            return null;
        }
        Set<HostId> seen = new HashSet<>();
        for (HostBook each : book.books()) {
            HostId host = each.shown().view().id();
            if (access.sees(actor, host)) {
                seen.add(host);
            }
        }
        return seen;
    }
}

package dev.longshore.inventory;

import dev.longshore.model.ChainIds;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which images lie on which layers, over all hosts: a tree of diff IDs from the lowest layer up, so that a node is a layer
 * with all below it, as engines keep them. Images that hosts have in common cost one path, whatever the number of hosts; a
 * question visits each image on the asked one's lowest layer once.
 */
final class LayerTree {

    private static final Comparator<ImageLayers.Sharer> MOST_HOSTS_FIRST = Comparator.comparingInt(
                    (ImageLayers.Sharer sharer) -> -sharer.hosts())
            .thenComparing(sharer -> !sharer.name().contains(":")) // ids last
            .thenComparing(ImageLayers.Sharer::name);

    private static final Comparator<ImageLayers.Holder> BY_NAME =
            Comparator.comparing(ImageLayers.Holder::name).thenComparing(ImageLayers.Holder::id);

    private final Node root = new Node();

    /** A layer in its place, and the images that it is the top of. */
    private static final class Node {
        final Map<String, Node> above = new HashMap<>(2);
        final Map<Place, ImageView> images = new HashMap<>(2);
    }

    private record Place(HostId host, ImageId image) {}

    /**
     * A layer of an image, and who else has it at this place.
     *
     * @param hosts that hold it, by name
     * @param images that lie on it, counted once for each host
     * @param sharers other images that lie on it, those on most hosts first
     */
    record Held(
            String diffId,
            String chainId,
            List<ImageLayers.Holder> hosts,
            int images,
            List<ImageLayers.Sharer> sharers) {}

    /** A host's images before and after a change; images that did not change are the same objects in both. */
    @SuppressWarnings("ReferenceEquality") // by the books, an image that changed is another object
    synchronized void update(Map<ImageId, ImageView> before, Map<ImageId, ImageView> after) {
        for (ImageView image : before.values()) {
            if (after.get(image.id()) != image) {
                remove(image);
            }
        }
        for (ImageView image : after.values()) {
            if (before.get(image.id()) != image) {
                add(image);
            }
        }
    }

    private void add(ImageView image) {
        Node node = root;
        for (String diffId : image.identity().diffIds()) {
            node = node.above.computeIfAbsent(diffId, _ -> new Node());
        }
        node.images.put(new Place(image.host(), image.id()), image);
    }

    private void remove(ImageView image) {
        List<String> diffIds = image.identity().diffIds();
        List<Node> path = path(diffIds);
        if (path.size() <= diffIds.size()) {
            return;
        }
        path.getLast().images.remove(new Place(image.host(), image.id()));
        for (int at = diffIds.size(); at > 0; at--) {
            Node node = path.get(at);
            if (!node.images.isEmpty() || !node.above.isEmpty()) {
                return;
            }
            path.get(at - 1).above.remove(diffIds.get(at - 1));
        }
    }

    /** From the root on, as far as it goes. */
    private List<Node> path(List<String> diffIds) {
        List<Node> path = new ArrayList<>(diffIds.size() + 1);
        Node node = root;
        path.add(node);
        for (String diffId : diffIds) {
            node = node.above.get(diffId);
            if (node == null) {
                break;
            }
            path.add(node);
        }
        return path;
    }

    /** The layers of an image, lowest first, as far as the hosts in sight (null for all) hold them. */
    synchronized List<Held> held(ImageIdentity image, @Nullable Set<HostId> inSight) {
        List<String> diffIds = image.diffIds();
        List<String> chain = ChainIds.of(diffIds);
        List<Node> path = path(diffIds);
        Tally tally = new Tally(image, inSight);
        Held[] held = new Held[diffIds.size()];
        for (int at = diffIds.size(); at > 0; at--) {
            if (at < path.size()) {
                Node known = at + 1 < path.size() ? path.get(at + 1) : null;
                tally.add(path.get(at), known);
            }
            held[at - 1] = tally.held(diffIds.get(at - 1), chain.get(at - 1));
        }
        return List.of(held);
    }

    /** The hosts in sight (null for all) that hold this very image, by name. */
    synchronized List<ImageLayers.Holder> same(ImageIdentity image, @Nullable Set<HostId> inSight) {
        List<Node> path = path(image.diffIds());
        if (path.size() <= image.diffIds().size()) {
            return List.of();
        }
        return path.getLast().images.values().stream()
                .filter(other -> other.identity().sameAs(image) && (inSight == null || inSight.contains(other.host())))
                .map(other -> new ImageLayers.Holder(other.host(), other.hostName()))
                .distinct()
                .sorted(BY_NAME)
                .toList();
    }

    /** How many layers there are, for tests. */
    synchronized int size() {
        int nodes = 0;
        List<Node> next = new ArrayList<>(root.above.values());
        while (!next.isEmpty()) {
            nodes++;
            next.addAll(next.removeLast().above.values());
        }
        return nodes;
    }

    /** Grows from the top of an image to its lowest layer. */
    private static final class Tally {

        private final ImageIdentity own;
        private final @Nullable Set<HostId> inSight;
        private final Map<HostId, String> hosts = new HashMap<>();
        private final Map<String, Set<HostId>> others = new HashMap<>();
        private int images;

        Tally(ImageIdentity own, @Nullable Set<HostId> inSight) {
            this.own = own;
            this.inSight = inSight;
        }

        /** All on this layer, but what lies on the known one has been counted. */
        @SuppressWarnings("ReferenceEquality") // a node is itself
        void add(Node layer, @Nullable Node known) {
            List<Node> next = new ArrayList<>(List.of(layer));
            while (!next.isEmpty()) {
                Node node = next.removeLast();
                node.images.values().forEach(this::add);
                for (Node above : node.above.values()) {
                    if (above != known) {
                        next.add(above);
                    }
                }
            }
        }

        private void add(ImageView image) {
            if (inSight != null && !inSight.contains(image.host())) {
                return;
            }
            images++;
            hosts.put(image.host(), image.hostName());
            if (!image.identity().sameAs(own)) {
                others.computeIfAbsent(name(image), _ -> new HashSet<>()).add(image.host());
            }
        }

        private static String name(ImageView image) {
            return image.dangling()
                    ? image.id().shortForm()
                    : ImageRef.of(image.tags().getFirst()).familiar();
        }

        Held held(String diffId, String chainId) {
            return new Held(
                    diffId,
                    chainId,
                    hosts.entrySet().stream()
                            .map(host -> new ImageLayers.Holder(host.getKey(), host.getValue()))
                            .sorted(BY_NAME)
                            .toList(),
                    images,
                    others.entrySet().stream()
                            .map(other -> new ImageLayers.Sharer(
                                    other.getKey(), other.getValue().size()))
                            .sorted(MOST_HOSTS_FIRST)
                            .toList());
        }
    }
}

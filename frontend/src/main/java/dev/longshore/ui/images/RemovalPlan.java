package dev.longshore.ui.images;

import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What a removal will do on each host, worked out before anybody agrees to it. */
record RemovalPlan(List<OnHost> hosts) {

    RemovalPlan {
        hosts = List.copyOf(hosts);
    }

    /** The removal on one host. */
    record OnHost(HostId host, String hostName, List<Item> items, List<Task.Target> targets) {
        OnHost {
            items = List.copyOf(items);
            targets = List.copyOf(targets);
        }

        boolean conflicts() {
            return items.stream().anyMatch(Item::conflict);
        }
    }

    /**
     * What happens to one image of a host.
     *
     * @param untagged names that it loses
     * @param remaining names that it keeps; none means that it is deleted
     */
    record Item(ImageView image, List<String> untagged, List<String> remaining) {
        Item {
            untagged = List.copyOf(untagged);
            remaining = List.copyOf(remaining);
        }

        boolean deleted() {
            return remaining.isEmpty();
        }

        /** Whether force takes only its names, since containers run that use it. */
        boolean runs() {
            return image.usedBy().stream().anyMatch(use -> use.state().equals("running"));
        }

        /** Whether the engine refuses it without force: containers, also stopped ones, use what would be deleted. */
        boolean conflict() {
            return deleted() && !image.usedBy().isEmpty();
        }
    }

    /** One operation: the same targets on these hosts. */
    record Group(List<HostId> hosts, List<Task.Target> targets) {}

    /**
     * Works it out.
     *
     * @param images looks up an image of a host
     */
    static RemovalPlan of(List<Pick> picks, BiFunction<HostId, ImageId, ImageView> images) {
        var perHost = new TreeMap<HostId, Map<ImageId, Set<ImageRef>>>();
        var targets = new TreeMap<HostId, Set<Task.Target>>();
        for (Pick pick : picks) {
            pick.on().forEach((host, image) -> {
                perHost.computeIfAbsent(host, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(image, _ -> new LinkedHashSet<>())
                        .addAll(pick.references());
                targets.computeIfAbsent(host, _ -> new LinkedHashSet<>()).addAll(pick.targets(host));
            });
        }
        var hosts = new ArrayList<OnHost>();
        perHost.forEach((host, byImage) -> {
            var items = new ArrayList<Item>();
            byImage.forEach((id, references) -> items.add(item(images.apply(host, id), references)));
            hosts.add(new OnHost(
                    host,
                    items.getFirst().image().hostName(),
                    items,
                    List.copyOf(targets.getOrDefault(host, Set.of()))));
        });
        hosts.sort(Comparator.comparing(OnHost::hostName).thenComparing(OnHost::host));
        return new RemovalPlan(hosts);
    }

    private static Item item(ImageView image, Set<ImageRef> references) {
        var untagged = new ArrayList<String>();
        var remaining = new ArrayList<String>();
        for (String tag : image.tags()) {
            boolean named = references.stream().anyMatch(ref -> ref.normalized().equals(tag));
            (named ? untagged : remaining).add(tag);
        }
        return references.isEmpty() ? new Item(image, image.tags(), List.of()) : new Item(image, untagged, remaining);
    }

    /** As few operations as say it: hosts with the same targets go together. */
    List<Group> groups(Set<HostId> wanted) {
        var groups = new LinkedHashMap<List<Task.Target>, List<HostId>>();
        for (OnHost host : hosts) {
            if (wanted.contains(host.host())) {
                groups.computeIfAbsent(host.targets(), _ -> new ArrayList<>()).add(host.host());
            }
        }
        return groups.entrySet().stream()
                .map(group -> new Group(List.copyOf(group.getValue()), group.getKey()))
                .toList();
    }
}

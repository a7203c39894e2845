package dev.longshore.inventory;

import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The containers of all hosts, in order. A host's report changes only those that it touches; requests between two changes
 * read the same snapshot, and only filter and cut it.
 */
final class ContainerList {

    /** By name, then host; no two containers are equal in it. */
    static final Comparator<ContainerView> BY_NAME = Comparator.comparing(ContainerView::name)
            .thenComparing(ContainerView::hostName)
            .thenComparing(ContainerView::id)
            .thenComparing(ContainerView::host);

    private final TreeSet<ContainerView> sorted = new TreeSet<>(BY_NAME);
    private @Nullable List<ContainerView> snapshot;

    /** A host's containers before and after a change; what did not change are the same objects in both. */
    @SuppressWarnings("ReferenceEquality") // by the books, a container that changed is another object
    synchronized void update(Map<ContainerId, ContainerView> before, Map<ContainerId, ContainerView> after) {
        for (ContainerView container : before.values()) {
            if (after.get(container.id()) != container && sorted.remove(container)) {
                snapshot = null;
            }
        }
        for (ContainerView container : after.values()) {
            if (before.get(container.id()) != container && sorted.add(container)) {
                snapshot = null;
            }
        }
    }

    private synchronized List<ContainerView> all() {
        List<ContainerView> all = snapshot;
        if (all == null) {
            all = List.copyOf(sorted);
            snapshot = all;
        }
        return all;
    }

    /** A page of what the query asks for, of these hosts only; null for all. */
    Page<ContainerView> page(ContainerQuery query, @Nullable Set<HostId> hosts) {
        Set<HostId> shown = hosts;
        if (!query.hosts().isEmpty()) {
            shown = new HashSet<>(query.hosts());
            if (hosts != null) {
                shown.retainAll(hosts);
            }
        }
        String text = query.text().strip();
        int size = Math.clamp(query.size(), 1, 1000);
        int page = Math.max(0, query.page());
        List<ContainerView> found = new ArrayList<>();
        for (ContainerView container : all()) {
            if ((shown == null || shown.contains(container.host())) && isWanted(container, query, text)) {
                found.add(container);
            }
        }
        sort(found, query);
        int from = (int) Math.min(found.size(), (long) page * size);
        return new Page<>(found.subList(from, Math.min(found.size(), from + size)), found.size(), page, size);
    }

    /** They come sorted by name. */
    private static void sort(List<ContainerView> found, ContainerQuery query) {
        Comparator<ContainerView> by = switch (query.sort()) {
            case NAME -> BY_NAME;
            case HOST -> Comparator.comparing(ContainerView::hostName);
            case STATE -> Comparator.comparing(ContainerView::state);
            case IMAGE -> Comparator.comparing(ContainerView::image);
            case SINCE ->
                Comparator.comparing(
                        ContainerView::stateSince, Comparator.nullsLast(Comparator.<Instant>reverseOrder()));
            case CREATED -> Comparator.comparing(ContainerView::createdAt).reversed();
        };
        if (query.sort() != ContainerQuery.Sort.NAME || query.descending()) {
            found.sort(query.descending() ? by.reversed() : by);
        }
    }

    private static boolean isWanted(ContainerView container, ContainerQuery query, String text) {
        Set<String> states = query.states();
        return (!query.outdated() || container.outdated())
                && (states.isEmpty() || states.contains(container.state()) || states.contains(container.health()))
                && (text.isEmpty() || matches(container, text));
    }

    private static boolean matches(ContainerView container, String text) {
        return Stream.of(
                        container.name(),
                        container.image(),
                        container.id().value(),
                        container.composeProject(),
                        container.composeService(),
                        container.hostName())
                .anyMatch(field -> ImageRows.containsIgnoringCase(field, text));
    }
}

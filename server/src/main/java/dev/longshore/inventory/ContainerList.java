package dev.longshore.inventory;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Filters, sorts and cuts containers. */
final class ContainerList {

    private static final Comparator<ContainerView> BY_NAME = Comparator.comparing(ContainerView::name)
            .thenComparing(ContainerView::hostName)
            .thenComparing(ContainerView::id);

    private ContainerList() {}

    static Page<ContainerView> page(Stream<ContainerView> all, ContainerQuery query) {
        String text = query.text().strip();
        List<ContainerView> found = all.filter(container -> query.states().isEmpty()
                        || query.states().contains(container.state())
                        || query.states().contains(container.health()))
                .filter(container -> text.isEmpty() || matches(container, text))
                .sorted(BY_NAME)
                .toList();
        int size = Math.clamp(query.size(), 1, 1000);
        int page = Math.max(0, query.page());
        int from = (int) Math.min(found.size(), (long) page * size);
        return new Page<>(found.subList(from, Math.min(found.size(), from + size)), found.size(), page, size);
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

package dev.longshore.ui.hosts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.session.UiActor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The containers of a host, in summary. */
final class HostContainers extends Div implements HostPart {

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final Grid<ContainerView> grid = new Grid<>();
    private transient @Nullable List<ContainerView> shown;
    private boolean away;

    HostContainers(Fleet fleet, UiActor actors, HostView host) {
        this.fleet = fleet;
        this.actors = actors;
        addClassName("ls-fill");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.setEmptyStateText(getTranslation("table.nothing"));
        grid.addComponentColumn(this::state)
                .setHeader(getTranslation("containers.state"))
                .setComparator(Comparator.comparing(ContainerView::state))
                .setAutoWidth(true)
                .setFlexGrow(0);
        grid.addComponentColumn(HostContainers::name)
                .setHeader(getTranslation("containers.name"))
                .setComparator(Comparator.comparing(ContainerView::name))
                .setFlexGrow(2);
        grid.addColumn(ContainerView::image)
                .setHeader(getTranslation("containers.image"))
                .setSortable(true)
                .setFlexGrow(2)
                .setKey("image");
        grid.addComponentColumn(HostContainers::since)
                .setHeader(getTranslation("containers.since"))
                .setComparator(Comparator.comparing(
                        ContainerView::stateSince, Comparator.nullsFirst(Comparator.naturalOrder())))
                .setWidth("90px")
                .setFlexGrow(0)
                .setKey("since");
        grid.addColumn(container -> String.join(", ", container.ports()))
                .setHeader(getTranslation("containers.ports"))
                .setKey("ports");
        grid.addColumn(ContainerView::runtime)
                .setHeader(getTranslation("containers.runtime"))
                .setSortable(true)
                .setWidth("90px")
                .setFlexGrow(0)
                .setKey("runtime");
        grid.addComponentColumn(container -> new Age(container.createdAt()))
                .setHeader(getTranslation("containers.created"))
                .setComparator(Comparator.comparing(ContainerView::createdAt))
                .setWidth("90px")
                .setFlexGrow(0);
        Narrow.watch(
                grid,
                narrow -> List.of("image", "since", "ports", "runtime")
                        .forEach(key -> grid.getColumnByKey(key).setVisible(!narrow)));
        add(grid);
        show(host);
    }

    @Override
    public void refresh(HostView host, Changes changes) {
        if (!changes.hosts().isEmpty()) {
            show(host);
        }
    }

    private void show(HostView host) {
        List<ContainerView> now = fleet.containers(actors.current(), host.id());
        if (!now.equals(shown) || away == host.state().ready()) {
            shown = now;
            away = !host.state().ready();
            grid.setItems(now);
        }
    }

    /** Of a host that can't be reached the state is the last known one. */
    private StateBadge state(ContainerView container) {
        var badge = StateBadge.container(container.state(), container.health());
        return away ? StateBadge.of(Tone.STALE, Texts.of("containers.lastKnown", badge.word())) : badge;
    }

    private static Component since(ContainerView container) {
        var since = container.stateSince();
        return since == null ? new Span(container.status()) : new Age(since);
    }

    private static Div name(ContainerView container) {
        Span name = new Span(container.name());
        name.addClassName("ls-strong");
        Span project = new Span(container.composeProject());
        project.addClassName("ls-dim");
        Div cell = new Div(name, project);
        cell.addClassName("ls-name-cell");
        return cell;
    }
}

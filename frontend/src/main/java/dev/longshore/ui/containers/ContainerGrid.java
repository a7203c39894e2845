package dev.longshore.ui.containers;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.provider.QuerySortOrder;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.inventory.ContainerQuery.Sort;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Containers, a row each; those of a host that can't be reached are greyed with the age of what is shown. */
final class ContainerGrid extends Grid<ContainerView> {

    private static final String NAME = """
            <span class="ls-ref"><span class="ls-ref-name">${item.name}</span></span>""";
    private static final String STATE = """
            <span class="ls-state ${item.tone}"><span class="ls-dot" aria-hidden="true"></span><span>${item.word}</span></span>""";
    // the engine's own words ("Up 3 seconds") are true for the moment in which they were listed only
    private static final String SINCE = """
            ${item.at ? html`<longshore-age at="${item.at}"></longshore-age>` : item.word}""";
    private static final String HOST = """
            <a class="ls-plain" href="${item.link}">${item.host}</a>\
            ${item.out ? html` <span class="ls-dim">${item.out}</span>` : ''}\
            ${item.away ? html` <longshore-age class="ls-dim" at="${item.away}"></longshore-age>` : ''}""";
    private static final String IMAGE = """
            ${item.link ? html`<a class="ls-plain" href="${item.link}">${item.image}</a>` : item.image}\
            ${item.newer ? html` <a class="ls-mark ls-warn-text" href="${item.newer}" title="${item.why}">${item.outdated}</a>` : ''}""";

    private final transient Map<HostId, HostView> hosts = new HashMap<>();

    /**
     * The grid.
     *
     * @param mayCommit whether to offer an image of the container
     * @param commit somebody wants one
     * @param mayExport whether to offer the container's files
     * @param export somebody wants them
     */
    ContainerGrid(
            Predicate<ContainerView> mayCommit,
            Consumer<ContainerView> commit,
            Predicate<ContainerView> mayExport,
            Consumer<ContainerView> export) {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-container-grid");
        setSizeFull();
        setSelectionMode(SelectionMode.NONE);
        setMultiSort(false);
        setPartNameGenerator(container -> away(container) ? "ls-away" : null);
        addColumn(LitRenderer.<ContainerView>of(NAME).withProperty("name", ContainerView::name))
                .setHeader(Texts.of("containers.name"))
                .setSortProperty(Sort.NAME.name())
                .setSortable(true)
                .setRowHeader(true)
                .setFrozen(true)
                .setResizable(true)
                .setWidth("10rem")
                .setFlexGrow(1)
                .setTooltipGenerator(container -> container.name() + "\n" + container.id());
        addColumn(LitRenderer.<ContainerView>of(HOST)
                        .withProperty("host", ContainerView::hostName)
                        .withProperty("link", container -> "hosts/" + container.host())
                        .withProperty("out", this::hostState)
                        .withProperty("away", this::dataAt))
                .setHeader(Texts.of("images.host"))
                .setSortProperty(Sort.HOST.name())
                .setSortable(true)
                .setResizable(true)
                .setWidth("8.5rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<ContainerView>of(STATE)
                        .withProperty("tone", this::tone)
                        .withProperty("word", this::shownState))
                .setHeader(Texts.of("containers.state"))
                .setSortProperty(Sort.STATE.name())
                .setSortable(true)
                .setWidth("9rem")
                .setFlexGrow(0)
                .setTooltipGenerator(this::shownState);
        addColumn(LitRenderer.<ContainerView>of(IMAGE)
                        .withProperty("image", ContainerGrid::image)
                        .withProperty("link", container -> imageLink(container, container.imageId()))
                        .withProperty("newer", container -> imageLink(container, container.newerImageId()))
                        .withProperty("why", container -> Texts.of("containers.outdated.why"))
                        .withProperty("outdated", container -> Texts.of("containers.outdated")))
                .setHeader(Texts.of("containers.image"))
                .setSortProperty(Sort.IMAGE.name())
                .setSortable(true)
                .setResizable(true)
                .setWidth("12rem")
                .setFlexGrow(1)
                .setTooltipGenerator(ContainerView::image);
        addColumn(LitRenderer.<ContainerView>of(SINCE)
                        .withProperty("at", ContainerGrid::since)
                        .withProperty("word", ContainerView::status))
                .setHeader(Texts.of("containers.since"))
                .setSortProperty(Sort.SINCE.name())
                .setSortable(true)
                .setWidth("5.5rem")
                .setFlexGrow(0);
        addColumn(container -> String.join(", ", container.ports()))
                .setHeader(Texts.of("containers.ports"))
                .setResizable(true)
                .setWidth("9rem")
                .setFlexGrow(1)
                .setTooltipGenerator(container -> String.join("\n", container.ports()));
        addColumn(ContainerGrid::project)
                .setHeader(Texts.of("containers.project"))
                .setWidth("7rem")
                .setFlexGrow(0)
                .setTooltipGenerator(ContainerGrid::project);
        addColumn(ContainerView::runtime)
                .setHeader(Texts.of("containers.runtime"))
                .setWidth("5rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<ContainerView>of("<longshore-age at=\"${item.at}\"></longshore-age>")
                        .withProperty(
                                "at",
                                container -> Long.toString(container.createdAt().toEpochMilli())))
                .setHeader(Texts.of("containers.age"))
                .setSortProperty(Sort.CREATED.name())
                .setSortable(true)
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("5.5rem")
                .setFlexGrow(0);
        addComponentColumn(container -> new ContainerMenu(container, mayCommit, commit, mayExport, export))
                .setHeader("")
                .setKey("acts")
                .setFrozenToEnd(true) // in sight whatever the width
                .setWidth("5rem")
                .setFlexGrow(0);
    }

    /** Shows the order that rows come in. */
    void showSort(Sort sort, boolean descending) {
        getColumns().stream()
                .filter(column -> property(column).equals(sort.name()))
                .findFirst()
                .ifPresent(column -> sort(List.of(
                        new GridSortOrder<>(column, descending ? SortDirection.DESCENDING : SortDirection.ASCENDING))));
    }

    /** Tells what a click on a column's head asks for; without any order it is by name. */
    void onSort(BiConsumer<Sort, Boolean> listener) {
        addSortListener(event -> {
            if (event.isFromClient()) {
                var order = event.getSortOrder().stream().findFirst();
                listener.accept(
                        order.map(one -> Sort.valueOf(property(one.getSorted())))
                                .orElse(Sort.NAME),
                        order.map(one -> one.getDirection() == SortDirection.DESCENDING)
                                .orElse(false));
            }
        });
    }

    private static String property(Column<ContainerView> column) {
        return column.getSortOrder(SortDirection.ASCENDING)
                .map(QuerySortOrder::getSorted)
                .findFirst()
                .orElse("");
    }

    /** Remembers the hosts; says whether rows have to be drawn anew because one went away or came back. */
    boolean showHosts(List<HostView> now) {
        boolean stale = false;
        for (HostView host : now) {
            var before = hosts.put(host.id(), host);
            stale |= before != null && before.state() != host.state();
        }
        return stale;
    }

    private boolean away(ContainerView container) {
        var host = hosts.get(container.host());
        return host != null && !host.state().ready();
    }

    /** What is wrong with the host, in a word; empty if it can be reached. */
    private String hostState(ContainerView container) {
        var host = hosts.get(container.host());
        return host == null || host.state().ready()
                ? ""
                : Texts.of("host.state." + host.state().name());
    }

    private String tone(ContainerView container) {
        return (away(container) ? Tone.STALE : StateBadge.tone(container.state(), container.health())).css();
    }

    /** Nobody knows what a container does whose host can't be reached: its state is the last known one. */
    private String shownState(ContainerView container) {
        return away(container) ? Texts.of("containers.lastKnown", word(container)) : word(container);
    }

    private String dataAt(ContainerView container) {
        var host = hosts.get(container.host());
        return host == null || host.state().ready() || host.dataAt() == null
                ? ""
                : Long.toString(host.dataAt().toEpochMilli());
    }

    private static String since(ContainerView container) {
        var since = container.stateSince();
        return since == null ? "" : Long.toString(since.toEpochMilli());
    }

    private static String word(ContainerView container) {
        var key = "container.state." + container.state();
        var word = Texts.has(key) ? Texts.of(key) : container.state();
        if (container.state().equals("running") && !container.health().isEmpty()) {
            var health = "container.health." + container.health();
            return word + " · " + (Texts.has(health) ? Texts.of(health) : container.health());
        }
        return container.state().equals("exited") ? word + " " + container.exitCode() : word;
    }

    /** An image that lost its name is called by its id, which is long. */
    private static String image(ContainerView container) {
        var image = container.image();
        return image.startsWith("sha256:") ? image.substring(0, Math.min(19, image.length())) : image;
    }

    private static String imageLink(ContainerView container, String image) {
        if (image.isEmpty()) {
            return "";
        }
        try {
            return "images/" + container.host() + "/"
                    + ImageId.of(image).value().substring(7);
        } catch (LongshoreException _) {
            return "";
        }
    }

    private static String project(ContainerView container) {
        return container.composeService().isEmpty()
                ? container.composeProject()
                : container.composeProject() + " / " + container.composeService();
    }
}

package dev.longshore.ui.containers;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.ContainerQuery.Sort;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.Page;
import dev.longshore.model.HostId;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ExportMenu;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.PagedRows;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The containers of all hosts, live. */
@Route("containers")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class ContainersView extends PageView {

    private static final String UNHEALTHY = "unhealthy";
    private static final String OUTDATED = "outdated";
    private static final List<String> STATES =
            List.of("running", "paused", "restarting", "created", "exited", "dead", UNHEALTHY);
    private static final int BIG_PAGE = 1000;

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final TextField text = new TextField();
    private final MultiSelectComboBox<HostView> hosts = new MultiSelectComboBox<>();
    private final Map<String, Chip> states = new LinkedHashMap<>();
    private final Chip outdated = new Chip(Texts.of("containers.outdated")).onToggle(this::changed);
    private final ContainerGrid grid;
    private final PagedRows<ContainerView> rows;
    private transient List<HostView> known = List.of();
    private boolean quiet;

    ContainersView(Fleet fleet, UiActor actors, ImageDialogs dialogs, UiFeed feed) {
        super("containers.title");
        this.fleet = fleet;
        this.actors = actors;
        grid = new ContainerGrid(dialogs::offersCommit, dialogs::commit, dialogs::offersExport, dialogs::export);
        grid.getColumnByKey("acts")
                .setVisible(dialogs.offers(Permission.IMAGE_COMMIT) || dialogs.offers(Permission.CONTAINER_EXPORT));
        text.setPlaceholder(Texts.of("containers.search"));
        text.setAriaLabel(Texts.of("containers.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addClassName("ls-filter-text");
        text.getElement().setAttribute("data-search", "");
        text.addValueChangeListener(_ -> changed());
        hosts.setPlaceholder(Texts.of("images.allHosts"));
        hosts.setAriaLabel(Texts.of("images.hosts"));
        hosts.setItemLabelGenerator(HostView::name);
        hosts.setClearButtonVisible(true);
        hosts.addClassName("ls-filter-hosts");
        hosts.addValueChangeListener(_ -> changed());
        var toolbar = new Toolbar(text, hosts);
        for (String state : STATES) {
            var word = (state.equals(UNHEALTHY) ? "container.health." : "container.state.") + state;
            var chip = new Chip(Texts.of(word)).onToggle(this::changed);
            states.put(state, chip);
            toolbar.add(chip);
        }
        toolbar.add(outdated);
        toolbar.right(new ExportMenu<>("containers", columns(), this::exported));
        add(toolbar, grid);
        rows = PagedRows.into(
                grid, container -> container.host() + "/" + container.id(), (page, size) -> page(page, size));
        grid.onSort(this::sorted);
        feed.watch(this, Interest.fleet(), _ -> refresh());
    }

    private void sorted(Sort sort, boolean descending) {
        filters()
                .set("sort", sort == Sort.NAME ? "" : sort.name().toLowerCase(Locale.ROOT))
                .set("order", descending ? "desc" : "");
        filtersChanged();
        rows.refreshAll();
    }

    private Sort sort() {
        for (Sort sort : Sort.values()) {
            if (sort.name().toLowerCase(Locale.ROOT).equals(filters().text("sort"))) {
                return sort;
            }
        }
        return Sort.NAME; // an old or mangled link: show what can be shown
    }

    private boolean descending() {
        return filters().text("order").equals("desc");
    }

    private static List<ExportMenu.Column<ContainerView>> columns() {
        return List.of(
                new ExportMenu.Column<>("host", ContainerView::hostName),
                new ExportMenu.Column<>("name", ContainerView::name),
                new ExportMenu.Column<>("id", container -> container.id().value()),
                new ExportMenu.Column<>("image", ContainerView::image),
                new ExportMenu.Column<>("newerImageId", ContainerView::newerImageId),
                new ExportMenu.Column<>("state", ContainerView::state),
                new ExportMenu.Column<>("health", ContainerView::health),
                new ExportMenu.Column<>("status", ContainerView::status),
                new ExportMenu.Column<>("ports", container -> String.join(" ", container.ports())),
                new ExportMenu.Column<>("project", ContainerView::composeProject),
                new ExportMenu.Column<>("runtime", ContainerView::runtime),
                new ExportMenu.Column<>("since", container -> Age.iso(container.stateSince())),
                new ExportMenu.Column<>("created", container -> Age.iso(container.createdAt())));
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        known = fleet.hosts(actors.current());
        grid.showHosts(known);
        quiet = true;
        try {
            text.setValue(filters().text("q"));
            hosts.setItems(known);
            hosts.setValue(known.stream()
                    .filter(host -> filters().all("host").contains(host.id().value()))
                    .collect(Collectors.toSet()));
            states.forEach((state, chip) -> chip.setOn(filters().all("state").contains(state)));
            outdated.setOn(filters().all("show").contains(OUTDATED));
            grid.showSort(sort(), descending());
        } finally {
            quiet = false;
        }
        showEmpty();
        count();
        rows.refreshAll();
    }

    private void showEmpty() {
        if (known.isEmpty()) {
            grid.setEmptyStateComponent(new EmptyState(
                    "host",
                    Texts.of("images.noHosts"),
                    Texts.of("containers.noHostsText"),
                    new Anchor("hosts?add=true", Texts.of("images.addHost"))));
        } else {
            boolean all = wantedHosts().isEmpty()
                    && wantedStates().isEmpty()
                    && !outdated.isOn()
                    && text.getValue().isBlank();
            grid.setEmptyStateText(Texts.of(all ? "containers.none" : "containers.noMatch"));
        }
    }

    private void changed() {
        if (quiet) {
            return;
        }
        filters()
                .set("q", text.getValue().strip())
                .set("host", wantedHosts().stream().map(HostId::value).sorted().toList())
                .set("state", List.copyOf(wantedStates()))
                .set("show", outdated.isOn() ? List.of(OUTDATED) : List.of());
        filtersChanged();
        showEmpty();
        rows.refreshAll();
    }

    private Set<HostId> wantedHosts() {
        return hosts.getValue().stream().map(HostView::id).collect(Collectors.toSet());
    }

    private Set<String> wantedStates() {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue().isOn())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Page<ContainerView> page(int page, int size) {
        return fleet.containers(
                actors.current(),
                new ContainerQuery(
                        wantedHosts(),
                        text.getValue().strip(),
                        wantedStates(),
                        outdated.isOn(),
                        sort(),
                        descending(),
                        page,
                        size));
    }

    private List<ContainerView> exported() {
        var all = new ArrayList<ContainerView>();
        for (int page = 0; ; page++) {
            var read = page(page, BIG_PAGE);
            all.addAll(read.items());
            if (read.items().isEmpty() || all.size() >= read.total()) {
                return all;
            }
        }
    }

    private void count() {
        var counts = fleet.summary(actors.current()).containers();
        summary(Texts.of("containers.summary", counts.running(), counts.total(), known.size()));
        count("running", counts.running());
        count("paused", counts.paused());
        count("restarting", counts.restarting());
        count("created", counts.created());
        count(UNHEALTHY, counts.unhealthy());
    }

    private void count(String state, int containers) {
        var chip = states.get(state);
        if (chip != null) {
            chip.setCount(containers);
        }
    }

    private void refresh() {
        var now = fleet.hosts(actors.current());
        boolean stale = grid.showHosts(now);
        if (!now.stream()
                .map(HostView::name)
                .toList()
                .equals(known.stream().map(HostView::name).toList())) {
            var chosen = wantedHosts();
            quiet = true;
            hosts.setItems(now);
            hosts.setValue(
                    now.stream().filter(host -> chosen.contains(host.id())).collect(Collectors.toSet()));
            quiet = false;
        }
        known = now;
        showEmpty();
        count();
        if (stale) {
            rows.refreshAll();
        } else {
            rows.refresh();
        }
    }
}

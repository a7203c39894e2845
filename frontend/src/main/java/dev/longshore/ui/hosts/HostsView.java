package dev.longshore.ui.hosts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.provider.ListDataProvider;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ExportMenu;
import dev.longshore.ui.kit.ExportMenu.Column;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All hosts, with search and filters in the URL ({@code q}, {@code state}, {@code sort}). */
@Route("hosts")
@PermitAll
final class HostsView extends PageView {

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final transient AddHosts adding;
    private final HostGrid grid = new HostGrid();
    private final List<HostView> hosts = new ArrayList<>();
    private final ListDataProvider<HostView> rows = new ListDataProvider<>(hosts) {
        @Override
        public Object getId(HostView host) {
            return host.id();
        }
    };
    private final TextField search = new TextField();
    private final Chip online = new Chip(getTranslation("host.state.ONLINE")).onToggle(() -> choose("online"));
    private final Chip trouble = new Chip(getTranslation("hosts.trouble")).onToggle(() -> choose("trouble"));
    private final Toolbar toolbar;
    private final boolean mayAdd;

    HostsView(Fleet fleet, UiActor actors, AddHosts adding, ImageDialogs dialogs, UiFeed feed) {
        super("nav.hosts");
        this.fleet = fleet;
        this.actors = actors;
        this.adding = adding;
        this.mayAdd = actors.may(Permission.HOST_ADD);
        search.setPlaceholder(getTranslation("hosts.search"));
        search.setAriaLabel(getTranslation("hosts.search"));
        search.setPrefixComponent(Icons.of("search"));
        search.setClearButtonVisible(true);
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                filters().set("q", change.getValue());
                filter();
            }
        });
        toolbar = new Toolbar(search, online, trouble)
                .right(new ExportMenu<>(
                        "hosts",
                        columns(),
                        () -> hosts.stream().filter(this::matches).toList()));
        grid.setDataProvider(rows);
        grid.setEmptyStateText(getTranslation("table.nothing"));
        grid.addSortListener(sorted -> {
            if (sorted.isFromClient()) {
                filters()
                        .set(
                                "sort",
                                sorted.getSortOrder().isEmpty()
                                        ? ""
                                        : sort(sorted.getSortOrder().getFirst()));
                filtersChanged();
            }
        });
        if (dialogs.offers(Permission.HOST_CONFIGURE)) {
            addActions(
                    new Button(getTranslation("mirrors.open"), Icons.of("settings"), _ -> dialogs.mirrors(Set.of())));
        }
        if (mayAdd) {
            Button add = new Button(getTranslation("hosts.add"), Icons.of("plus"), _ -> openAdd());
            add.addThemeVariants(ButtonVariant.PRIMARY);
            addActions(add);
        }
        rows.setFilter(this::matches);
        feed.watch(this, Interest.fleet(), changes -> refresh(changes.hosts().isEmpty()));
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        search.setValue(filters().text("q"));
        String state = filters().text("state");
        online.setOn(state.equals("online"));
        trouble.setOn(state.equals("trouble"));
        String sort = filters().text("sort");
        if (!sort.isEmpty() && grid.getColumnByKey(sort.replaceFirst("^-", "")) != null) {
            grid.sort(List.of(new GridSortOrder<>(
                    grid.getColumnByKey(sort.replaceFirst("^-", "")),
                    sort.startsWith("-") ? SortDirection.DESCENDING : SortDirection.ASCENDING)));
        }
        refresh(false);
        if (filters().flag("add") && mayAdd) {
            filters().set("add", false);
            openAdd();
        }
    }

    private void openAdd() {
        adding.dialog().open();
    }

    private static String sort(GridSortOrder<HostView> order) {
        return (order.getDirection() == SortDirection.DESCENDING ? "-" : "")
                + order.getSorted().getKey();
    }

    private void choose(String state) {
        boolean on = state.equals("online") ? online.isOn() : trouble.isOn();
        online.setOn(on && state.equals("online"));
        trouble.setOn(on && state.equals("trouble"));
        filters().set("state", on ? state : "");
        filter();
    }

    private void filter() {
        filtersChanged();
        rows.refreshAll();
    }

    private boolean matches(HostView host) {
        String state = filters().text("state");
        boolean fits = switch (state) {
            case "online" -> host.state() == HostState.ONLINE;
            case "trouble" -> host.state() != HostState.ONLINE;
            default -> true;
        };
        String wanted = filters().text("q").toLowerCase(Locale.ROOT);
        return fits && (wanted.isEmpty() || words(host).contains(wanted));
    }

    private static String words(HostView host) {
        return String.join(
                        " ",
                        host.name(),
                        HostGrid.engine(host.facts()),
                        HostGrid.machine(host.facts()),
                        HostGrid.labels(host.labels()),
                        host.facts() == null ? "" : host.facts().machine().os())
                .toLowerCase(Locale.ROOT);
    }

    private void refresh(boolean eventsOnly) {
        if (eventsOnly) {
            return;
        }
        List<HostView> now = fleet.hosts(actors.current());
        if (now.isEmpty()) {
            showEmpty();
            return;
        }
        if (!grid.isAttached() && grid.getParent().isEmpty()) {
            removeEmpty();
            add(toolbar, grid);
        }
        replace(now);
        long up = now.stream().filter(host -> host.state() == HostState.ONLINE).count();
        online.setCount((int) up);
        trouble.setCount((int) (now.size() - up));
        summary(getTranslation("hosts.summary", up, now.size()));
    }

    /** Sends only the rows that changed, unless hosts came or went. */
    private void replace(List<HostView> now) {
        boolean same = now.size() == hosts.size();
        List<HostView> changed = new ArrayList<>();
        for (int at = 0; same && at < now.size(); at++) {
            same = now.get(at).id().equals(hosts.get(at).id());
            if (same && !now.get(at).equals(hosts.get(at))) {
                changed.add(now.get(at));
            }
        }
        hosts.clear();
        hosts.addAll(now);
        if (same && changed.size() < 50 && filters().text("state").isEmpty()) {
            changed.forEach(rows::refreshItem);
        } else {
            rows.refreshAll();
        }
    }

    private void showEmpty() {
        hosts.clear();
        remove(toolbar, grid);
        removeEmpty();
        summary("");
        if (!mayAdd) {
            add(new EmptyState("host", getTranslation("hosts.empty"), getTranslation("hosts.empty.viewer")));
            return;
        }
        Button add = new Button(getTranslation("hosts.add"), Icons.of("plus"), _ -> openAdd());
        add.addThemeVariants(ButtonVariant.PRIMARY);
        add(new EmptyState("host", getTranslation("hosts.empty"), getTranslation("hosts.empty.text"), add));
    }

    private void removeEmpty() {
        getChildren().filter(EmptyState.class::isInstance).toList().forEach(this::remove);
    }

    private static List<Column<HostView>> columns() {
        return List.of(
                new Column<>("name", HostView::name),
                new Column<>("id", host -> host.id().value()),
                new Column<>("state", host -> host.state().name().toLowerCase(Locale.ROOT)),
                new Column<>("stateSince", host -> Age.iso(host.stateSince())),
                new Column<>("engine", host -> HostGrid.engine(host.facts())),
                new Column<>("agentVersion", HostView::agentVersion),
                new Column<>(
                        "containers", host -> Integer.toString(host.containers().total())),
                new Column<>(
                        "running", host -> Integer.toString(host.containers().running())),
                new Column<>("images", host -> Integer.toString(host.images())),
                new Column<>("diskUsedPercent", host -> Long.toString(Math.round(HostGrid.used(host) * 100))),
                new Column<>(
                        "cpus",
                        host -> host.facts() == null
                                ? ""
                                : Integer.toString(host.facts().machine().cpus())),
                new Column<>(
                        "memoryBytes",
                        host -> host.facts() == null
                                ? ""
                                : Long.toString(host.facts().machine().memoryBytes())),
                new Column<>(
                        "os",
                        host -> host.facts() == null
                                ? ""
                                : host.facts().machine().os()),
                new Column<>("labels", host -> HostGrid.labels(host.labels())),
                new Column<>("dataAt", host -> Age.iso(host.dataAt())));
    }

    /** For tests: the rows that the filters leave. */
    List<String> names() {
        return hosts.stream().filter(this::matches).map(HostView::name).toList();
    }

    /** For tests. */
    Set<String> chipsOn() {
        return online.isOn() ? Set.of("online") : trouble.isOn() ? Set.of("trouble") : Set.of();
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouterLink;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageQuery.Sort;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.ui.images.ImagesFilter.Mode;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.DrawerMoved;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.PagedRows;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Images over all hosts, as a matrix of references by host or as a list, live. */
@Route("images")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class ImagesView extends PageView {

    private static final int NARROW_PX = 760;
    /** From here on there is room for all columns beside an open drawer. */
    private static final int WIDE_PX = 1800;

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final transient ImageDialogs dialogs;
    private final transient ImageListing listing;
    private final ImagesToolbar toolbar;
    private final MatrixGrid matrix;
    private final ImageListGrid list;
    private final BulkBar bulk;
    private final Div legend = new Div();
    private final Div content = new Div();
    private final Button pull;
    private final Button prune;
    private final Button load;
    private final Button build;
    private final PagedRows<ImageRow> rows;
    private final PagedRows<ImageView> listRows;
    private ImagesFilter filter = ImagesFilter.ALL;
    private boolean quiet;
    private int widthPx;

    ImagesView(Fleet fleet, UiActor actors, ImageDialogs dialogs, UiFeed feed, Clock clock) {
        super("images.title");
        this.fleet = fleet;
        this.actors = actors;
        this.dialogs = dialogs;
        this.listing = new ImageListing(fleet);
        toolbar = new ImagesToolbar(this::show, this::exported);
        matrix = new MatrixGrid(clock, this::pullHere, dialogs::align, dialogs::update);
        list = new ImageListGrid();
        bulk = new BulkBar(
                List.of(
                        new BulkBar.Verb("pull", "pull", Permission.IMAGE_PULL, 0, this::bulkPull),
                        new BulkBar.Verb(
                                "push",
                                "push",
                                Permission.IMAGE_PUSH,
                                1,
                                () -> picks().stream().findFirst().ifPresent(dialogs::push)),
                        new BulkBar.Verb("copy", "copy", Permission.IMAGE_SAVE, 0, () -> dialogs.copy(picks())),
                        new BulkBar.Verb("save", "download", Permission.IMAGE_SAVE, 0, () -> dialogs.save(picks())),
                        new BulkBar.Verb("compare", "matrix", Permission.FLEET_VIEW, 2, this::compare),
                        new BulkBar.Verb("tag", "tag", Permission.IMAGE_TAG, 0, () -> dialogs.tag(picks())),
                        new BulkBar.Verb("remove", "trash", Permission.IMAGE_REMOVE, 0, () -> dialogs.remove(picks()))),
                this::deselect);
        pull = new Button(Texts.of("images.pull"), _ -> dialogs.pull(List.of(), filter.hosts()));
        pull.addThemeVariants(ButtonVariant.PRIMARY);
        prune = new Button(Texts.of("images.prune"), _ -> dialogs.prune(filter.hosts()));
        load = new Button(Texts.of("images.load"), _ -> dialogs.load(filter.hosts()));
        build = new Button(Texts.of("images.build"), _ -> dialogs.build(filter.hosts()));
        addActions(prune, load, build, pull);
        legend.addClassName("ls-matrix-legend");
        content.addClassName("ls-images-content");
        add(toolbar, content, bulk);
        rows = PagedRows.into(
                matrix, ImageRow::key, (page, size) -> fleet.images(actors.current(), filter.query(page, size)));
        listRows = PagedRows.into(
                list,
                image -> image.host() + "/" + image.id(),
                (page, size) -> listing.page(actors.current(), filter, page, size));
        matrix.addSelectionListener(_ -> selectionChanged());
        list.addSelectionListener(_ -> selectionChanged());
        matrix.onSort(this::sorted);
        list.onSort(this::sorted);
        feed.watch(this, Interest.fleet(), _ -> refresh());
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        var page = attached.getUI().getPage();
        var details = page.getExtendedClientDetails();
        var ui = attached.getUI();
        widthPx = details == null ? 0 : details.getWindowInnerWidth();
        fit(DrawerMoved.isOpen(ui));
        var listening = page.addBrowserWindowResizeListener(event -> {
            widthPx = event.getWidth();
            fit(DrawerMoved.isOpen(ui));
        });
        var drawer = DrawerMoved.watch(ui, this::fit);
        addDetachListener(detached -> {
            listening.remove();
            drawer.remove();
            detached.unregisterListener();
        });
    }

    private void fit(boolean drawerOpen) {
        boolean narrow = widthPx > 0 && widthPx < NARROW_PX;
        matrix.compact(drawerOpen && widthPx < WIDE_PX, narrow);
        list.compact(narrow);
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        filter = ImagesFilter.of(filters());
        pull.setVisible(dialogs.offers(Permission.IMAGE_PULL));
        load.setVisible(dialogs.offers(Permission.IMAGE_LOAD));
        build.setVisible(dialogs.offers(Permission.IMAGE_BUILD));
        prune.setVisible(dialogs.offers(Permission.IMAGE_PRUNE));
        if (!bulk.offer(dialogs::offers)) {
            matrix.setSelectionMode(Grid.SelectionMode.NONE);
            list.setSelectionMode(Grid.SelectionMode.NONE);
        }
        legend.setText(Texts.of(pull.isVisible() ? "images.legend" : "images.legendOnly"));
        draw();
    }

    /** Shows another filter, and says so in the address. */
    private void show(ImagesFilter wanted) {
        if (quiet || wanted.equals(filter)) {
            return;
        }
        filter = wanted;
        filter.write(filters());
        filtersChanged();
        draw();
    }

    private void sorted(Sort sort, boolean descending) {
        show(filter.withSort(sort, descending));
    }

    private void draw() {
        var hosts = fleet.hosts(actors.current());
        quiet = true;
        try {
            toolbar.show(filter, hosts);
            matrix.showHosts(shown(hosts), pull.isVisible(), dialogs.offers(Permission.IMAGE_TAG_OVERWRITE));
            matrix.showSort(filter.sort(), filter.descending());
            list.showSort(filter.sort(), filter.descending());
        } finally {
            quiet = false;
        }
        count(hosts);
        content.removeAll();
        if (hosts.isEmpty()) {
            content.add(new EmptyState(
                    "host", Texts.of("images.noHosts"), Texts.of("images.noHostsText"), new HostsLink()));
            return;
        }
        var nothing = Texts.of(filter.narrows() ? "images.noMatch" : "images.none");
        matrix.setEmptyStateText(nothing);
        list.setEmptyStateText(nothing);
        content.add(filter.mode() == Mode.MATRIX ? matrix : list, legend);
        legend.setVisible(filter.mode() == Mode.MATRIX);
        listing.forget();
        if (filter.mode() == Mode.MATRIX) {
            rows.refreshAll();
        } else {
            listRows.refreshAll();
        }
        selectionChanged();
    }

    private List<HostView> shown(List<HostView> hosts) {
        return filter.hosts().isEmpty()
                ? hosts
                : hosts.stream()
                        .filter(host -> filter.hosts().contains(host.id()))
                        .toList();
    }

    private void count(List<HostView> hosts) {
        var summary = fleet.summary(actors.current());
        summary(
                summary.imagesBytes() <= 0
                        ? Texts.of("images.summaryShort", summary.references(), hosts.size())
                        : Texts.of(
                                "images.summary",
                                summary.references(),
                                hosts.size(),
                                Bytes.of(summary.imagesBytes()),
                                Bytes.of(summary.imagesReclaimableBytes())));
        var here = filter.withDrift(false).withDangling(false).withUnused(false).withUpdates(false);
        toolbar.count(
                total(here.withDrift(true)),
                total(here.withDangling(true)),
                total(here.withUnused(true)),
                total(here.withUpdates(true)));
    }

    private int total(ImagesFilter wanted) {
        return fleet.images(actors.current(), wanted.query(0, 1)).total();
    }

    /** Something changed on a host: what is in sight follows, and nothing else moves. */
    private void refresh() {
        var hosts = fleet.hosts(actors.current());
        if (hosts.isEmpty() || !content.getChildren().anyMatch(child -> child instanceof Grid<?>)) {
            draw();
            return;
        }
        count(hosts);
        quiet = true;
        try {
            toolbar.show(filter, hosts);
        } finally {
            quiet = false;
        }
        boolean stale =
                matrix.showHosts(shown(hosts), pull.isVisible(), dialogs.offers(Permission.IMAGE_TAG_OVERWRITE));
        listing.forget();
        if (filter.mode() == Mode.LIST) {
            listRows.refresh();
        } else if (stale) {
            rows.refreshAll();
        } else {
            rows.refresh();
        }
        if (bulk.isVisible()) {
            selectionChanged();
        }
    }

    private void pullHere(ImageRow row, HostId host) {
        dialogs.pull(List.of(ImageRef.of(row.key())), Set.of(host));
    }

    private void bulkPull() {
        var picks = picks();
        var references = picks.stream()
                .flatMap(pick -> pick.references().stream())
                .distinct()
                .toList();
        dialogs.pull(references, Set.of());
    }

    private void compare() {
        var two = picks();
        if (two.size() == 2) {
            Opposed.of(two.getFirst(), two.getLast(), fleet.hosts(actors.current()))
                    .ifPresent(path -> getUI().ifPresent(ui -> ui.navigate(path.location(), path.parameters())));
        }
    }

    /** What is selected, as it is now. */
    private List<Pick> picks() {
        if (filter.mode() == Mode.LIST) {
            return listing.again(actors.current(), list.getSelectedItems()).stream()
                    .map(Pick::of)
                    .toList();
        }
        var shown = Set.copyOf(
                shown(fleet.hosts(actors.current())).stream().map(HostView::id).toList());
        return listing.rowsAgain(actors.current(), matrix.getSelectedItems()).stream()
                .map(row -> Pick.of(row, shown))
                .toList();
    }

    private void selectionChanged() {
        var picks = picks();
        bulk.show(picks.size(), (int) picks.stream()
                .flatMap(pick -> pick.on().keySet().stream())
                .distinct()
                .count());
    }

    private void deselect() {
        matrix.deselectAll();
        list.deselectAll();
    }

    private List<ImageView> exported() {
        return listing.all(actors.current(), filter);
    }

    /** Leads to where a host is added. */
    private static final class HostsLink extends RouterLink {
        HostsLink() {
            setText(Texts.of("images.addHost"));
            getElement().setAttribute("href", "hosts?add=true");
        }
    }
}

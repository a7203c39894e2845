package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.ColumnRendering;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridMultiSelectionModel;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageQuery.Sort;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.Upstream;
import dev.longshore.model.HostId;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** References down, hosts across: which image a reference names on which host, and where hosts differ. */
final class MatrixGrid extends Grid<ImageRow> {

    private static final int MANY_HOSTS = 16;
    private static final String REFERENCE_WIDTH = "15rem";
    private static final String REFERENCE = """
            <span class="ls-ref"><span class="ls-ref-name">${item.name}</span><span class="ls-dim">${item.tag}</span>\
            ${item.mark ? html`<span class="ls-mark-inline ${item.markClass}">${item.mark}</span>` : ''}</span>""";
    private static final String AGE = "<longshore-age at=\"${item.at}\"></longshore-age>";
    private static final String CELL = """
            ${item.digest ? html`<a class="ls-digest ${item.look}" href="${item.link}">${item.digest}\
            ${item.running ? html`<span class="ls-run" role="img" aria-label="${item.running}">●</span>` : ''}</a>`
            : item.pull ? html`<button class="ls-absent" @click="${pull}" title="${item.pull}" aria-label="${item.pull}">—</button>`
            : html`<span class="ls-absent">—</span>`}""";
    private static final String MARKS = """
            ${item.align ? html`<button class="ls-mark ls-drift" @click="${align}" title="${item.align}">≠ ${item.drift}</button>`
            : item.drift ? html`<span class="ls-mark ls-drift">≠ ${item.drift}</span>` : ''}\
            ${item.update ? html`<button class="ls-mark ls-newer" @click="${pullNewer}" title="${item.update}">↑ ${item.newer}</button>`
            : item.newer ? html`<span class="ls-mark ls-newer">↑ ${item.newer}</span>` : ''}\
            ${item.waste ? html`<span class="ls-mark ls-dim">${item.waste}</span>` : ''}""";

    private final transient Clock clock;
    private final transient BiConsumer<ImageRow, HostId> onPullHere;
    private final Map<HostId, Column<ImageRow>> hostColumns = new LinkedHashMap<>();
    private final Map<HostId, List<Object>> heads = new HashMap<>();
    private final Map<HostId, HostView> hosts = new LinkedHashMap<>();
    private final Map<Sort, Column<ImageRow>> sortable = new LinkedHashMap<>();
    private final Column<ImageRow> marks;
    private boolean mayPull;
    private boolean mayAlign;

    /**
     * An empty grid.
     *
     * @param onPullHere somebody clicked an empty cell
     * @param onUpdate somebody clicked the mark of a row of which the registry has a newer image
     * @param onAlign somebody clicked the mark of a row that drifts
     */
    MatrixGrid(
            Clock clock,
            BiConsumer<ImageRow, HostId> onPullHere,
            Consumer<ImageRow> onAlign,
            Consumer<ImageRow> onUpdate) {
        this.clock = clock;
        this.onPullHere = onPullHere;
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-matrix");
        setSizeFull();
        setMultiSort(false);
        if (setSelectionMode(SelectionMode.MULTI) instanceof GridMultiSelectionModel<ImageRow> selection) {
            selection.setSelectionColumnFrozen(true);
            selection.setSelectAllCheckboxVisibility(GridMultiSelectionModel.SelectAllCheckboxVisibility.VISIBLE);
        }
        var reference = addColumn(LitRenderer.<ImageRow>of(REFERENCE)
                        .withProperty("name", ImageRow::repository)
                        .withProperty("tag", row -> row.tag().isEmpty() ? "" : ":" + row.tag())
                        .withProperty("mark", MatrixGrid::mark)
                        .withProperty("markClass", row -> row.drift() ? "ls-drift" : "ls-dim"))
                .setHeader(Texts.of("images.reference"))
                .setKey("reference")
                .setFrozen(true)
                .setResizable(true)
                .setRowHeader(true)
                .setWidth(REFERENCE_WIDTH)
                .setFlexGrow(1)
                .setTooltipGenerator(ImageRow::key);
        var size = addColumn(row -> Bytes.of(row.maxSizeBytes()))
                .setHeader(Texts.of("images.size"))
                .setKey("size")
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("5.5rem")
                .setFlexGrow(0);
        var created = addColumn(LitRenderer.<ImageRow>of(AGE)
                        .withProperty("at", row -> Long.toString(row.newestAt().toEpochMilli())))
                .setHeader(Texts.of("images.age"))
                .setKey("created")
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("5.5rem")
                .setFlexGrow(0);
        var used = addColumn(MatrixGrid::use)
                .setHeader(Texts.of("images.inUse"))
                .setKey("used")
                .setWidth("6.5rem")
                .setFlexGrow(0);
        marks = addColumn(LitRenderer.<ImageRow>of(MARKS)
                        .withProperty("drift", row -> row.drift() ? Texts.of("images.drift") : "")
                        .withProperty("align", row -> row.drift() && mayAlign ? Texts.of("images.align") : "")
                        .withFunction("align", onAlign::accept)
                        .withProperty("newer", row -> newer(row) == null ? "" : Texts.of("images.newer"))
                        .withProperty("update", row -> mayPull && newer(row) != null ? Texts.of("images.update") : "")
                        .withFunction("pullNewer", onUpdate::accept)
                        .withProperty("waste", MatrixGrid::waste))
                .setHeader(Texts.of("images.marks"))
                .setKey("marks")
                .setWidth("7.8rem")
                .setFlexGrow(0);
        sortable.put(Sort.REFERENCE, reference);
        sortable.put(Sort.SIZE, size);
        sortable.put(Sort.CREATED, created);
        sortable.put(Sort.CONTAINERS, used);
        sortable.forEach((sort, column) -> column.setSortProperty(sort.name()).setSortable(true));
    }

    /** Shows these hosts as columns; says whether that changed anything that rows have to be drawn anew for. */
    boolean showHosts(List<HostView> wanted, boolean pullAllowed, boolean alignAllowed) {
        boolean stale = mayPull != pullAllowed || mayAlign != alignAllowed;
        mayPull = pullAllowed;
        mayAlign = alignAllowed;
        for (HostView host : wanted) {
            var before = hosts.put(host.id(), host);
            stale |= before == null
                    || before.state() != host.state()
                    || !before.name().equals(host.name());
        }
        var ids = wanted.stream().map(HostView::id).toList();
        if (!ids.equals(List.copyOf(hostColumns.keySet()))) {
            hostColumns.values().forEach(this::removeColumn);
            hostColumns.clear();
            heads.clear();
            hosts.keySet().retainAll(ids);
            ids.forEach(id -> hostColumns.put(id, addHost(id)));
            arrange();
            stale = true;
        }
        for (HostView host : wanted) {
            var column = hostColumns.get(host.id());
            var look = HostHead.look(host);
            if (column != null && !look.equals(heads.put(host.id(), look))) {
                column.setHeader(new HostHead(host));
            }
        }
        return stale;
    }

    private void arrange() {
        setColumnRendering(hostColumns.size() > MANY_HOSTS ? ColumnRendering.LAZY : ColumnRendering.EAGER);
        var order = new ArrayList<Column<ImageRow>>();
        for (String key : List.of("reference", "size", "created", "used")) {
            order.add(getColumnByKey(key));
        }
        order.add(marks); // before the hosts: however many they are, drift is in sight
        order.addAll(hostColumns.values());
        setColumnOrder(order);
    }

    private Column<ImageRow> addHost(HostId host) {
        return addColumn(LitRenderer.<ImageRow>of(CELL)
                        .withProperty("digest", row -> shown(row, host))
                        .withProperty("look", row -> look(row, host))
                        .withProperty("link", row -> link(row, host))
                        .withProperty("running", row -> running(row, host))
                        .withProperty("pull", row -> pullHere(row, host))
                        .withFunction("pull", row -> onPullHere.accept(row, host)))
                .setKey(host.value())
                .setWidth("8.2rem")
                .setFlexGrow(0)
                .setTooltipGenerator(row -> tooltip(row, host));
    }

    /** Shows the order that rows come in. */
    void showSort(Sort sort, boolean descending) {
        var column = sortable.get(sort);
        if (column != null) {
            sort(List.of(new GridSortOrder<>(column, descending ? SortDirection.DESCENDING : SortDirection.ASCENDING)));
        }
    }

    void onSort(BiConsumer<Sort, Boolean> listener) {
        addSortListener(event -> {
            if (event.isFromClient()) {
                Sorting.tell(event.getSortOrder(), listener);
            }
        });
    }

    /**
     * Where room is short: the reference and its marks, and the hosts; the rest is one tap away.
     *
     * @param beside there is a drawer beside it, which leaves no room for more than that
     * @param narrow as on a phone
     */
    void compact(boolean beside, boolean narrow) {
        boolean few = beside || narrow;
        for (String key : List.of("size", "created", "used")) {
            getColumnByKey(key).setVisible(!few);
        }
        marks.setVisible(!few);
        getColumnByKey("reference").setWidth(narrow ? "11rem" : REFERENCE_WIDTH);
        setClassName("ls-narrow", few);
    }

    private static String mark(ImageRow row) {
        return row.drift()
                ? "≠ " + Texts.of("images.drift")
                : newer(row) != null ? "↑ " + Texts.of("images.newer") : waste(row);
    }

    /** What is dangling is unused too, and need not be called both. */
    private static String waste(ImageRow row) {
        return row.dangling() ? Texts.of("images.dangling") : row.unused() ? Texts.of("images.unused") : "";
    }

    private static @Nullable Upstream newer(ImageRow row) {
        var upstream = row.upstream();
        return upstream != null && upstream.newer() ? upstream : null;
    }

    private static String use(ImageRow row) {
        if (row.runningContainers() > 0) {
            return Texts.of("images.running", row.runningContainers());
        }
        int stopped = row.cells().values().stream()
                .mapToInt(ImageRow.Cell::containers)
                .sum();
        return stopped > 0 ? Texts.of("images.stopped", stopped) : "";
    }

    private static String shown(ImageRow row, HostId host) {
        var cell = row.cells().get(host);
        return cell == null
                ? ""
                : cell.shownDigest().substring(0, Math.min(7, cell.shownDigest().length()));
    }

    private String look(ImageRow row, HostId host) {
        var cell = row.cells().get(host);
        if (cell == null) {
            return "";
        }
        return DigestLook.of(cell.variant(), cell.shownDigest()) + (reachable(host) ? "" : " ls-out");
    }

    private static String link(ImageRow row, HostId host) {
        var cell = row.cells().get(host);
        return cell == null ? "" : ImageDetailView.path(host, cell.id());
    }

    private static String running(ImageRow row, HostId host) {
        var cell = row.cells().get(host);
        return cell == null || cell.running() == 0 ? "" : Texts.of("images.running", cell.running());
    }

    private String pullHere(ImageRow row, HostId host) {
        var known = hosts.get(host);
        if (!mayPull || row.tag().isEmpty() || known == null || !known.state().ready()) {
            return "";
        }
        return Texts.of("images.pullHere", row.repository() + ":" + row.tag(), known.name());
    }

    private boolean reachable(HostId host) {
        var known = hosts.get(host);
        return known != null && known.state().ready();
    }

    private @Nullable String tooltip(ImageRow row, HostId host) {
        var cell = row.cells().get(host);
        if (cell == null) {
            return null;
        }
        var lines = new ArrayList<String>();
        lines.add(cell.id().value());
        lines.add(Bytes.of(cell.sizeBytes()) + " · " + Age.iso(cell.createdAt()));
        if (cell.containers() > 0) {
            lines.add(Texts.of("images.containersOf", cell.containers(), cell.running()));
        }
        var newer = newer(row);
        if (newer != null && newer.behind().contains(host)) {
            lines.add(Texts.of(
                    "images.behind",
                    newer.digest().shortForm(),
                    Age.text(Duration.between(newer.since(), clock.instant()))));
        }
        var known = hosts.get(host);
        if (known != null && !known.state().ready() && known.dataAt() != null) {
            lines.add(Texts.of("images.asOf", Age.text(Duration.between(known.dataAt(), clock.instant()))));
        }
        return String.join("\n", lines);
    }
}

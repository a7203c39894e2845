package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.inventory.FileQuery.Sort;
import dev.longshore.inventory.LayerFile;
import dev.longshore.inventory.LayerFilePage.Row;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Files of a layer, a row each; folders lead into themselves, and what takes something away says so. */
final class FileGrid extends Grid<Row> {

    private static final String NAME = """
            <span class="ls-file ${item.look}"><bdi>${item.link ? html`<a class="ls-plain" href="${item.link}">${item.name}</a>` : item.name}</bdi>\
            ${item.target ? html`<span class="ls-dim"> → <bdi>${item.target}</bdi></span>` : ''}\
            ${item.mark ? html` <span class="ls-file-mark">${item.mark}</span>` : ''}</span>""";

    private final Map<Sort, Column<Row>> sortable = new EnumMap<>(Sort.class);
    private boolean whole;

    /** With the address of a folder's own files. */
    FileGrid(Function<String, String> folderLink) {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-file-grid");
        setSizeFull();
        setSelectionMode(SelectionMode.NONE);
        var name = addColumn(LitRenderer.<Row>of(NAME)
                        .withProperty("name", this::name)
                        .withProperty("look", row -> look(row.file()))
                        .withProperty(
                                "link",
                                row -> row.file().kind() == LayerFile.Kind.FOLDER
                                        ? folderLink.apply(row.file().path())
                                        : "")
                        .withProperty("target", row -> row.file().target())
                        .withProperty("mark", row -> mark(row.file())))
                .setHeader(Texts.of("files.path"))
                .setRowHeader(true)
                .setResizable(true)
                .setWidth("20rem")
                .setFlexGrow(1)
                .setTooltipGenerator(row -> row.file().path());
        var size = addColumn(FileGrid::size)
                .setHeader(Texts.of("images.size"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("9.5rem")
                .setFlexGrow(0);
        addColumn(row -> mode(row.file()))
                .setHeader(Texts.of("files.mode"))
                .setKey("mode")
                .setWidth("8rem")
                .setFlexGrow(0)
                .setTooltipGenerator(row -> "%04o".formatted(row.file().mode()));
        addColumn(row -> row.file().uid() + ":" + row.file().gid())
                .setHeader(Texts.of("files.owner"))
                .setKey("owner")
                .setWidth("7rem")
                .setFlexGrow(0);
        addColumn(row -> row.file().modifiedAt().toEpochMilli() == 0
                        ? "–"
                        : Age.iso(row.file().modifiedAt()))
                .setHeader(Texts.of("files.modified"))
                .setKey("modified")
                .setWidth("13rem")
                .setFlexGrow(0);
        sortable.put(Sort.PATH, name);
        sortable.put(Sort.SIZE, size);
        sortable.forEach((sort, column) -> column.setSortProperty(sort.name()).setSortable(true));
    }

    /** Whether rows come from many folders, so that the name alone would not tell. */
    void showWholePaths(boolean wholePaths) {
        whole = wholePaths;
    }

    private String name(Row row) {
        var file = row.file();
        return (whole ? file.path() : file.name()) + (file.kind() == LayerFile.Kind.FOLDER ? "/" : "");
    }

    private static String look(LayerFile file) {
        return file.kind().takesAway() ? "ls-file-gone" : file.kind() == LayerFile.Kind.FOLDER ? "ls-file-folder" : "";
    }

    private static String mark(LayerFile file) {
        return switch (file.kind()) {
            case WHITEOUT -> Texts.of("files.whiteout");
            case OPAQUE -> Texts.of("files.opaque");
            case HARDLINK -> Texts.of("files.hardlink");
            case CHARACTER_DEVICE, BLOCK_DEVICE -> Texts.of("files.device");
            case PIPE -> Texts.of("files.pipe");
            case FILE, FOLDER, SYMLINK, OTHER -> "";
        };
    }

    private static String size(Row row) {
        return switch (row.file().kind()) {
            case FILE -> Bytes.of(row.file().sizeBytes());
            case FOLDER ->
                row.filesBelow() == 0 ? "–" : Texts.of("files.below", Bytes.of(row.bytesBelow()), row.filesBelow());
            default -> "–";
        };
    }

    /** As {@code ls} writes it. */
    static String mode(LayerFile file) {
        if (file.kind().takesAway()) {
            return "–";
        }
        int mode = file.mode();
        char kind = switch (file.kind()) {
            case FOLDER -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case PIPE -> 'p';
            default -> '-';
        };
        var text = new StringBuilder(10).append(kind);
        String[] special = {"sS", "sS", "tT"};
        for (int at = 0; at < 3; at++) {
            int bits = (mode >> (6 - 3 * at)) & 7;
            boolean marked = ((mode >> (11 - at)) & 1) != 0;
            boolean execute = (bits & 1) != 0;
            text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
            text.append(marked ? special[at].charAt(execute ? 0 : 1) : execute ? 'x' : '-');
        }
        return text.toString();
    }

    void showSort(Sort sort, boolean descending) {
        var column = sortable.get(sort);
        if (column != null) {
            sort(List.of(new GridSortOrder<>(column, descending ? SortDirection.DESCENDING : SortDirection.ASCENDING)));
        }
    }

    void onSort(BiConsumer<Sort, Boolean> listener) {
        addSortListener(event -> {
            if (event.isFromClient()) {
                var order = event.getSortOrder().stream().findFirst();
                listener.accept(
                        order.map(one -> sortOf(one.getSorted())).orElse(Sort.PATH),
                        order.filter(one -> one.getDirection() == SortDirection.DESCENDING)
                                .isPresent());
            }
        });
    }

    private Sort sortOf(Column<Row> column) {
        return column.equals(sortable.get(Sort.SIZE)) ? Sort.SIZE : Sort.PATH;
    }

    void compact(boolean narrow) {
        getColumns().getFirst().setWidth(narrow ? "9rem" : "20rem"); // on a phone the size stays in sight
        for (String key : List.of("mode", "owner", "modified")) {
            getColumnByKey(key).setVisible(!narrow);
        }
    }
}

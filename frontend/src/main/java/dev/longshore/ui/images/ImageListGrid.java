package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridMultiSelectionModel;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.inventory.ImageQuery.Sort;
import dev.longshore.inventory.ImageView;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A row per image and host. */
final class ImageListGrid extends Grid<ImageView> {

    private static final String NAME = """
            <a class="ls-ref" href="${item.link}"><span class="ls-ref-name">${item.name}</span>\
            <span class="ls-dim">${item.tag}</span><span class="ls-dim ls-more">${item.more}</span></a>""";

    private final Map<Sort, Column<ImageView>> sortable = new EnumMap<>(Sort.class);

    ImageListGrid() {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-image-list");
        setSizeFull();
        if (setSelectionMode(SelectionMode.MULTI) instanceof GridMultiSelectionModel<ImageView> selection) {
            selection.setSelectionColumnFrozen(true);
            selection.setSelectAllCheckboxVisibility(GridMultiSelectionModel.SelectAllCheckboxVisibility.VISIBLE);
        }
        var name = addColumn(LitRenderer.<ImageView>of(NAME)
                        .withProperty("link", image -> ImageDetailView.path(image.host(), image.id()))
                        .withProperty("name", image -> split(image)[0])
                        .withProperty("tag", image -> split(image)[1])
                        .withProperty(
                                "more",
                                image -> image.tags().size() > 1
                                        ? "+" + (image.tags().size() - 1)
                                        : ""))
                .setHeader(Texts.of("images.image"))
                .setRowHeader(true)
                .setFrozen(true)
                .setResizable(true)
                .setWidth("18rem")
                .setFlexGrow(1)
                .setTooltipGenerator(image -> String.join("\n", image.tags()));
        var host = addColumn(ImageView::hostName)
                .setHeader(Texts.of("images.host"))
                .setWidth("9rem")
                .setFlexGrow(0);
        var size = addColumn(image -> Bytes.of(image.sizeBytes()))
                .setHeader(Texts.of("images.size"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6rem")
                .setFlexGrow(0);
        addColumn(image -> image.sharedBytes() < 0 ? "–" : Bytes.of(image.sizeBytes() - image.sharedBytes()))
                .setHeader(Texts.of("images.unique"))
                .setKey("unique")
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6rem")
                .setFlexGrow(0);
        var created = addColumn(LitRenderer.<ImageView>of("<longshore-age at=\"${item.at}\"></longshore-age>")
                        .withProperty(
                                "at", image -> Long.toString(image.createdAt().toEpochMilli())))
                .setHeader(Texts.of("images.age"))
                .setKey("created")
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("5.5rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<ImageView>of("<span class=\"ls-mono\">${item.digest}</span>")
                        .withProperty("digest", ImageListGrid::digest))
                .setHeader(Texts.of("images.digest"))
                .setKey("digest")
                .setWidth("9rem")
                .setFlexGrow(0)
                .setTooltipGenerator(image -> image.id() + "\n" + String.join("\n", image.digests()));
        var used = addColumn(ImageListGrid::use)
                .setHeader(Texts.of("images.usedBy"))
                .setKey("used")
                .setWidth("11rem")
                .setFlexGrow(1)
                .setTooltipGenerator(ImageListGrid::users);
        sortable.put(Sort.REFERENCE, name);
        sortable.put(Sort.HOSTS, host);
        sortable.put(Sort.SIZE, size);
        sortable.put(Sort.CREATED, created);
        sortable.put(Sort.CONTAINERS, used);
        sortable.forEach((sort, column) -> column.setSortProperty(sort.name()).setSortable(true));
    }

    /** Repository, and the tag with its colon. */
    private static String[] split(ImageView image) {
        if (image.tags().isEmpty()) {
            return new String[] {"<none>", ""};
        }
        var name = ImageNames.familiar(image.tags().getFirst());
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/')
                ? new String[] {name.substring(0, colon), name.substring(colon)}
                : new String[] {name, ""};
    }

    private static String digest(ImageView image) {
        var config = image.identity().configDigest();
        return config == null ? image.id().shortForm() : config.shortForm();
    }

    private static String use(ImageView image) {
        return image.usedBy().isEmpty()
                ? image.dangling() ? Texts.of("images.dangling") : Texts.of("images.unused")
                : Texts.list(image.usedBy().stream().map(ImageView.Use::name).toList(), 2);
    }

    private static String users(ImageView image) {
        return String.join(
                "\n",
                image.usedBy().stream()
                        .map(use -> use.name() + " (" + use.state() + ")")
                        .toList());
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
                Sorting.tell(event.getSortOrder(), listener);
            }
        });
    }

    void compact(boolean narrow) {
        for (String key : List.of("unique", "digest", "created")) {
            getColumnByKey(key).setVisible(!narrow);
        }
    }
}

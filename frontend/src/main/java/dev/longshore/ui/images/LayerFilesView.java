package dev.longshore.ui.images;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.inventory.FileQuery;
import dev.longshore.inventory.FileQuery.Sort;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageFiles;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.LayerFilePage;
import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.PagedRows;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files of one layer of an image: folder by folder, or all whose path has a text. */
@Route("images/:host/:image/layers/:layer")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class LayerFilesView extends PageView {

    private final transient Fleet fleet;
    private final transient ImageFiles files;
    private final transient ImageDialogs dialogs;
    private final transient UiActor actors;
    private final TextField text = new TextField();
    private final Chip flat = new Chip(Texts.of("files.flat"));
    private final Div way = new Div();
    private final Div notes = new Div();
    private final Div body = new Div();
    private final FileGrid grid = new FileGrid(this::folderLink);
    private final PagedRows<LayerFilePage.Row> rows;
    private transient @Nullable Layer shown;
    private boolean quiet;

    /** Which layer of which image. */
    private record Layer(HostId host, ImageId image, Digest diffId) {}

    LayerFilesView(Fleet fleet, ImageFiles files, ImageDialogs dialogs, UiActor actors) {
        super("files.title");
        this.fleet = fleet;
        this.files = files;
        this.dialogs = dialogs;
        this.actors = actors;
        text.setPlaceholder(Texts.of("files.search"));
        text.setAriaLabel(Texts.of("files.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addClassName("ls-filter-text");
        text.getElement().setAttribute("data-search", "");
        text.addValueChangeListener(event -> change("q", event.getValue().strip()));
        flat.onToggle(() -> change("flat", flat.isOn() ? "true" : ""));
        grid.onSort((sort, descending) -> {
            filters().set("order", descending ? "desc" : "");
            change("sort", sort == Sort.SIZE ? "size" : "");
        });
        grid.setEmptyStateText(Texts.of("files.none"));
        Narrow.watch(this, grid::compact);
        way.addClassName("ls-way");
        notes.addClassName("ls-dim");
        body.addClassName("ls-fill");
        rows = PagedRows.into(grid, row -> row.file().kind() + row.file().path(), this::read);
        add(new Toolbar(text, flat), way, notes, body);
    }

    /** Where the files of a layer are. */
    static String path(HostId host, ImageId image, String diffId) {
        return ImageDetailView.path(host, image) + "/layers/" + diffId.substring("sha256:".length());
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        var parameters = event.getRouteParameters();
        try {
            var layer = new Layer(
                    HostId.of(parameters.get("host").orElse("")),
                    ImageId.of(parameters.get("image").orElse("")),
                    Digest.of("sha256:" + parameters.get("layer").orElse("")));
            head(layer, fleet.image(actors.current(), layer.host(), layer.image()));
            if (layer.equals(shown)) {
                draw();
            } else {
                ask(layer);
            }
        } catch (LongshoreException gone) {
            shown = null;
            notes.setText("");
            body.removeAll();
            body.add(new EmptyState(
                    "image", Texts.of("image.gone"), gone.reason(), new Anchor("images", Texts.of("image.all"))));
        }
    }

    private void head(Layer layer, ImageView image) {
        headline(Texts.of("files.of", layer.diffId().shortForm()));
        summary(
                new Anchor(ImageDetailView.path(layer.host(), layer.image()), ImageNames.shown(image)),
                new Span(" · "),
                new Anchor("hosts/" + layer.host(), image.hostName()));
    }

    private void ask(Layer layer) {
        shown = null;
        body.removeAll();
        way.removeAll();
        notes.setText(Texts.of("files.asking"));
        var actor = actors.current();
        dialogs.ask(
                () -> files.list(
                        actor, layer.host(), layer.image(), layer.diffId().value(), FileQuery.in("")),
                page -> {
                    shown = layer;
                    tell(page);
                    body.add(grid);
                    draw();
                },
                trouble -> {
                    notes.setText("");
                    body.add(ErrorNote.of(trouble));
                });
    }

    private void tell(LayerFilePage page) {
        var said = Texts.of("files.summary", page.files(), Bytes.of(page.bytes()), page.whiteouts());
        notes.setText(page.cut() ? said + " " + Texts.of("files.cut") : said);
    }

    private void draw() {
        var query = query(0, 1);
        quiet = true;
        try {
            text.setValue(query.text());
            flat.setOn(query.flat());
            grid.showSort(query.sort(), query.descending());
        } finally {
            quiet = false;
        }
        grid.showWholePaths(query.flat() || !query.text().isEmpty());
        way.removeAll();
        way.add(new Anchor(folderLink(""), "/"));
        var folder = query.folder();
        for (int slash = folder.indexOf('/'); !folder.isEmpty(); slash = folder.indexOf('/', slash + 1)) {
            var part = slash < 0 ? folder : folder.substring(0, slash);
            way.add(new Anchor(folderLink(part), part.substring(part.lastIndexOf('/') + 1)), new Span("/"));
            if (slash < 0) {
                break;
            }
        }
        rows.refreshAll();
    }

    private void change(String filter, String value) {
        if (quiet || shown == null) {
            return;
        }
        filters().set(filter, value);
        filtersChanged();
        draw();
    }

    private FileQuery query(int page, int size) {
        return new FileQuery(
                filters().text("folder"),
                filters().text("q"),
                filters().flag("flat"),
                filters().text("sort").equals("size") ? Sort.SIZE : Sort.PATH,
                filters().text("order").equals("desc"),
                page,
                size);
    }

    private dev.longshore.inventory.Page<LayerFilePage.Row> read(int page, int size) {
        var layer = Objects.requireNonNull(shown);
        return files.known(
                        actors.current(),
                        layer.host(),
                        layer.image(),
                        layer.diffId().value(),
                        query(page, size))
                .map(LayerFilePage::rows)
                .orElseGet(() -> {
                    getUI().ifPresent(ui -> {
                        var _ = ui.access(() -> askAgain(layer));
                    });
                    return new dev.longshore.inventory.Page<>(List.of(), 0, page, size);
                });
    }

    /** The server has put the list aside for others meanwhile; asking may take long, and never holds up this page. */
    private void askAgain(Layer layer) {
        if (layer.equals(shown)) {
            ask(layer);
        }
    }

    /** The page of this layer that shows what is in the folder. */
    private String folderLink(String folder) {
        var layer = shown;
        if (layer == null) {
            return "";
        }
        var link = path(layer.host(), layer.image(), layer.diffId().value());
        return folder.isEmpty() ? link : link + "?folder=" + URLEncoder.encode(folder, StandardCharsets.UTF_8);
    }
}

package dev.longshore.ui.kit;

import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Offers what a table shows, with its filters, as CSV or JSON. */
public final class ExportMenu<T> extends MenuBar {

    /** A column of the export; the name is the JSON key and the CSV's head. */
    public record Column<T>(String name, Function<T, String> value) {}

    /**
     * An export.
     *
     * @param file name without its ending, for example {@code hosts}
     * @param rows all rows that the filters leave, read when the export is fetched
     */
    public ExportMenu(String file, List<Column<T>> columns, Supplier<List<T>> rows) {
        addThemeVariants(MenuBarVariant.TERTIARY);
        MenuItem item = addItem(new Span(Icons.of("download")));
        item.getElement().setAttribute("aria-label", Texts.of("export.export"));
        item.setTooltipText(Texts.of("export.export"));
        item.getSubMenu().addItem(link("CSV", file + ".csv", "text/csv", () -> Export.csv(columns, rows.get())));
        item.getSubMenu()
                .addItem(link("JSON", file + ".json", "application/json", () -> Export.json(columns, rows.get())));
    }

    private static Anchor link(String label, String file, String type, Supplier<String> content) {
        DownloadHandler handler = DownloadHandler.fromInputStream(event -> {
            // a download is handled outside of the session's lock, and a push may change what is read here
            AtomicReference<String> text = new AtomicReference<>("");
            event.getUI().accessSynchronously(() -> text.set(content.get()));
            byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
            return new DownloadResponse(new ByteArrayInputStream(bytes), file, type, bytes.length);
        });
        Anchor anchor = new Anchor(handler, label);
        anchor.getElement().setAttribute("download", file);
        return anchor;
    }
}

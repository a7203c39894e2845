package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.inventory.ImageComparison.Change;
import dev.longshore.inventory.ImageComparison.Files;
import dev.longshore.inventory.LayerFile;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What differs in the files of two images. */
final class ChangesPanel extends Div {

    private static final String PATH = """
            <span class="ls-file ${item.look}"><span class="ls-change" aria-label="${item.word}" title="${item.word}">${item.mark}</span>\
            <bdi>${item.path}</bdi></span>""";

    private final transient Files files;
    private final Grid<Change> grid = new Grid<>();
    private final TextField text = new TextField();
    private final Chip added = new Chip(Texts.of("compare.added"));
    private final Chip removed = new Chip(Texts.of("compare.removed"));
    private final Chip changed = new Chip(Texts.of("compare.changed"));

    ChangesPanel(Files files) {
        this.files = files;
        addClassName("ls-changes");
        text.setPlaceholder(Texts.of("files.search"));
        text.setAriaLabel(Texts.of("files.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addValueChangeListener(_ -> fill());
        added.setCount(files.added());
        removed.setCount(files.removed());
        changed.setCount(files.changed());
        for (Chip chip : List.of(added, removed, changed)) {
            chip.onToggle(this::fill);
        }
        var notes = new Div();
        notes.addClassName("ls-dim");
        var more = (files.bytes() < 0 ? "−" : "+") + Bytes.of(Math.abs(files.bytes()));
        notes.setText(Texts.of("compare.bytes", more)
                + (files.cut() ? " " + Texts.of("compare.cut") : "")
                + (files.changes().size() < files.added() + files.removed() + files.changed()
                        ? " " + Texts.of("compare.first", files.changes().size())
                        : ""));
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.addClassName("ls-file-grid");
        grid.addColumn(LitRenderer.<Change>of(PATH)
                        .withProperty("path", Change::path)
                        .withProperty("mark", ChangesPanel::mark)
                        .withProperty("word", ChangesPanel::word)
                        .withProperty("look", change -> change.right() == null ? "ls-file-gone" : ""))
                .setHeader(Texts.of("files.path"))
                .setRowHeader(true)
                .setResizable(true)
                .setWidth("18rem")
                .setFlexGrow(1)
                .setTooltipGenerator(Change::path);
        var left = column("compare.left", "left", Change::left);
        var right = column("compare.right", "right", Change::right);
        grid.setEmptyStateText(Texts.of("compare.noChanges"));
        Narrow.watch(this, narrow -> {
            grid.getColumns().getFirst().setWidth(narrow ? "8rem" : "18rem");
            left.setWidth(narrow ? "5.5rem" : "13rem");
            right.setWidth(narrow ? "5.5rem" : "13rem");
        });
        add(notes, new Toolbar(text, added, removed, changed), grid);
        fill();
    }

    private interface Side {
        @Nullable
        LayerFile of(Change change);
    }

    private Grid.Column<Change> column(String header, String key, Side side) {
        return grid.addColumn(change -> shown(side.of(change), change))
                .setHeader(Texts.of(header))
                .setKey(key)
                .setTextAlign(ColumnTextAlign.END)
                .setFlexGrow(0);
    }

    /** What of the file is worth a look: the mode too where it differs. */
    private static String shown(@Nullable LayerFile file, Change change) {
        if (file == null) {
            return "–";
        }
        var both = change.left() != null && change.right() != null;
        var size = file.kind() == LayerFile.Kind.FILE ? Bytes.of(file.sizeBytes()) : FileGrid.mode(file);
        if (!both) {
            return size;
        }
        var other = file.equals(change.left()) ? change.right() : change.left();
        if (other == null || file.kind() != LayerFile.Kind.FILE) {
            return file.target().isEmpty() ? size : "→ " + file.target();
        }
        var parts = new ArrayList<String>();
        if (file.mode() != other.mode()) {
            parts.add(FileGrid.mode(file));
        }
        if (file.uid() != other.uid() || file.gid() != other.gid()) {
            parts.add(file.uid() + ":" + file.gid());
        }
        parts.add(size);
        return String.join(" ", parts);
    }

    private static String mark(Change change) {
        return change.left() == null ? "+" : change.right() == null ? "−" : "≠";
    }

    private static String word(Change change) {
        return Texts.of(
                change.left() == null
                        ? "compare.added"
                        : change.right() == null ? "compare.removed" : "compare.changed");
    }

    private void fill() {
        var part = text.getValue().strip().toLowerCase(Locale.ROOT);
        boolean all = !added.isOn() && !removed.isOn() && !changed.isOn();
        grid.setItems(files.changes().stream()
                .filter(change -> all || chip(change).isOn())
                .filter(change ->
                        part.isEmpty() || change.path().toLowerCase(Locale.ROOT).contains(part))
                .toList());
    }

    private Chip chip(Change change) {
        return change.left() == null ? added : change.right() == null ? removed : changed;
    }
}

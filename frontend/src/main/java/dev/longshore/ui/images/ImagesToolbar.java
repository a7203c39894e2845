package dev.longshore.ui.images;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageView;
import dev.longshore.ui.images.ImagesFilter.Mode;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.ExportMenu;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The filters of the images view. */
final class ImagesToolbar extends Div {

    private final transient Consumer<ImagesFilter> changed;
    private final TextField text = new TextField();
    private final Chip drift = new Chip(Texts.of("images.filter.drift"));
    private final Chip dangling = new Chip(Texts.of("images.filter.dangling"));
    private final Chip unused = new Chip(Texts.of("images.filter.unused"));
    private final Chip updates = new Chip(Texts.of("images.filter.updates"));
    private final Chip matrix = new Chip(Texts.of("images.matrix"));
    private final Chip list = new Chip(Texts.of("images.list"));
    private final MultiSelectComboBox<HostView> hosts = new MultiSelectComboBox<>();
    private transient List<HostView> known = List.of();
    private transient ImagesFilter filter = ImagesFilter.ALL;

    /**
     * The toolbar.
     *
     * @param changed somebody wants to see something else
     * @param exported all that the filters leave
     */
    ImagesToolbar(Consumer<ImagesFilter> changed, Supplier<List<ImageView>> exported) {
        this.changed = changed;
        text.setPlaceholder(Texts.of("images.search"));
        text.setAriaLabel(Texts.of("images.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addClassName("ls-filter-text");
        text.getElement().setAttribute("data-search", "");
        text.addValueChangeListener(event -> change(f -> f.withText(event.getValue())));
        hosts.setPlaceholder(Texts.of("images.allHosts"));
        hosts.setAriaLabel(Texts.of("images.hosts"));
        hosts.setItemLabelGenerator(HostView::name);
        hosts.setClearButtonVisible(true);
        hosts.addClassName("ls-filter-hosts");
        hosts.addValueChangeListener(event -> change(
                f -> f.withHosts(event.getValue().stream().map(HostView::id).collect(Collectors.toSet()))));
        drift.onToggle(() -> change(f -> f.withDrift(drift.isOn())));
        dangling.onToggle(() -> change(f -> f.withDangling(dangling.isOn())));
        unused.onToggle(() -> change(f -> f.withUnused(unused.isOn())));
        updates.onToggle(() -> change(f -> f.withUpdates(updates.isOn())));
        matrix.onToggle(() -> mode(Mode.MATRIX));
        list.onToggle(() -> mode(Mode.LIST));
        var modes = new Div(matrix, list);
        modes.addClassName("ls-modes");
        var export = new ExportMenu<>("images", columns(), exported);
        add(new Toolbar(text, hosts, drift, updates, dangling, unused).right(modes, export));
    }

    private static List<ExportMenu.Column<ImageView>> columns() {
        return List.of(
                new ExportMenu.Column<>("host", ImageView::hostName),
                new ExportMenu.Column<>("tags", image -> String.join(" ", image.tags())),
                new ExportMenu.Column<>("id", image -> image.id().value()),
                new ExportMenu.Column<>("digests", image -> String.join(" ", image.digests())),
                new ExportMenu.Column<>("sizeBytes", image -> Long.toString(image.sizeBytes())),
                new ExportMenu.Column<>("sharedBytes", image -> Long.toString(image.sharedBytes())),
                new ExportMenu.Column<>("created", image -> Age.iso(image.createdAt())),
                new ExportMenu.Column<>("platform", image -> image.identity().platform()),
                new ExportMenu.Column<>(
                        "containers",
                        image ->
                                image.usedBy().stream().map(ImageView.Use::name).collect(Collectors.joining(" "))));
    }

    private void mode(Mode mode) {
        matrix.setOn(mode == Mode.MATRIX);
        list.setOn(mode == Mode.LIST);
        change(f -> f.withMode(mode));
    }

    private void change(UnaryOperator<ImagesFilter> how) {
        changed.accept(how.apply(filter));
    }

    /** Shows a filter that was chosen elsewhere, for example in the address. */
    void show(ImagesFilter wanted, List<HostView> hostsNow) {
        filter = wanted;
        if (!text.getValue().strip().equals(wanted.text())) {
            text.setValue(wanted.text());
        }
        drift.setOn(wanted.drift());
        dangling.setOn(wanted.dangling());
        unused.setOn(wanted.unused());
        updates.setOn(wanted.updates());
        matrix.setOn(wanted.mode() == Mode.MATRIX);
        list.setOn(wanted.mode() == Mode.LIST);
        var names = hostsNow.stream().map(HostView::name).toList();
        if (!names.equals(known.stream().map(HostView::name).toList())) {
            known = hostsNow;
            hosts.setItems(hostsNow);
        }
        var chosen = hosts.getValue().stream().map(HostView::id).collect(Collectors.toSet());
        if (!chosen.equals(wanted.hosts())) {
            hosts.setValue(known.stream()
                    .filter(host -> wanted.hosts().contains(host.id()))
                    .collect(Collectors.toSet()));
        }
    }

    void count(int drifting, int danglingOnes, int unusedOnes, int newerOnes) {
        drift.setCount(drifting);
        dangling.setCount(danglingOnes);
        unused.setCount(unusedOnes);
        updates.setCount(newerOnes);
    }
}

package dev.longshore.ui.registries;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.model.HostId;
import dev.longshore.registries.RegistryTag;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, one page at a time. */
final class TagGrid extends Grid<RegistryTag> {

    private final transient @Nullable Consumer<RegistryTag> pull;
    private final transient @Nullable Consumer<RegistryTag> delete;
    private transient Map<HostId, String> hostNames = Map.of();

    /** @param pull null for who may not; so is {@code delete} */
    TagGrid(@Nullable Consumer<RegistryTag> pull, @Nullable Consumer<RegistryTag> delete) {
        this.pull = pull;
        this.delete = delete;
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-grid");
        setAllRowsVisible(true);
        setSelectionMode(SelectionMode.NONE);
        addColumn(RegistryTag::tag)
                .setHeader(Texts.of("browse.tag"))
                .setRowHeader(true)
                .setWidth("9rem")
                .setFlexGrow(2)
                .setTooltipGenerator(RegistryTag::tag);
        addComponentColumn(TagGrid::platforms)
                .setHeader(Texts.of("browse.platforms"))
                .setKey("platforms")
                .setWidth("12rem")
                .setFlexGrow(3)
                .setTooltipGenerator(TagGrid::everyPlatform);
        addColumn(tag -> Bytes.of(size(tag)))
                .setHeader(Texts.of("browse.size"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6.5rem")
                .setFlexGrow(0)
                .setTooltipGenerator(_ -> Texts.of("browse.size.help"));
        addComponentColumn(tag -> new Age(tag.created()))
                .setHeader(Texts.of("browse.created"))
                .setKey("created")
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6rem")
                .setFlexGrow(0);
        addComponentColumn(TagGrid::digest)
                .setHeader(Texts.of("browse.digest"))
                .setKey("digest")
                .setWidth("9rem")
                .setFlexGrow(0)
                .setTooltipGenerator(tag -> tag.digest() == null ? "" : String.valueOf(tag.digest()));
        addComponentColumn(this::holders)
                .setHeader(Texts.of("browse.hosts"))
                .setKey("hosts")
                .setWidth("7rem")
                .setFlexGrow(1)
                .setTooltipGenerator(tag -> String.join("\n", names(tag)));
        addComponentColumn(this::buttons)
                .setHeader("")
                .setKey("ways")
                .setAutoWidth(true)
                .setFlexGrow(0);
    }

    void show(List<RegistryTag> tags, Map<HostId, String> names) {
        hostNames = names;
        setItems(tags);
    }

    void compact(boolean narrow) {
        for (String key : List.of("created", "digest", "platforms", "hosts")) {
            getColumnByKey(key).setVisible(!narrow);
        }
    }

    /** Of the first platform; engines pull one of them. */
    private static long size(RegistryTag tag) {
        return tag.variants().isEmpty() ? -1 : tag.variants().getFirst().sizeBytes();
    }

    private static Component platforms(RegistryTag tag) {
        var problem = tag.problem();
        if (problem != null) {
            return StateBadge.of(Tone.WARN, problem.reason());
        }
        return new Span(
                tag.variants().isEmpty()
                        ? tag.kind()
                        : Texts.list(
                                tag.variants().stream()
                                        .map(RegistryTag.Variant::platform)
                                        .toList(),
                                2));
    }

    private static String everyPlatform(RegistryTag tag) {
        var problem = tag.problem();
        return problem != null
                ? problem.reason()
                : String.join(
                        "\n",
                        tag.variants().stream()
                                .map(each -> each.platform() + " · " + Bytes.of(each.sizeBytes()))
                                .toList());
    }

    private static Span digest(RegistryTag tag) {
        var digest = tag.digest();
        var text = new Span(digest == null ? "–" : digest.shortForm());
        text.addClassName("ls-mono");
        return text;
    }

    private List<String> names(RegistryTag tag) {
        return tag.holders().stream()
                .map(host -> hostNames.getOrDefault(host, host.value()))
                .sorted()
                .toList();
    }

    private Span holders(RegistryTag tag) {
        var names = names(tag);
        var text = new Span(names.isEmpty() ? "–" : Texts.list(names, 2));
        text.setClassName("ls-dim", names.isEmpty());
        return text;
    }

    private Div buttons(RegistryTag tag) {
        var buttons = new Div();
        buttons.addClassName("ls-ways");
        if (pull != null && tag.problem() == null && !tag.variants().isEmpty()) {
            buttons.add(button("pull.pull", () -> pull.accept(tag)));
        }
        if (delete != null && tag.digest() != null) {
            buttons.add(button("browse.delete", () -> delete.accept(tag)));
        }
        return buttons;
    }

    private static Button button(String key, Runnable act) {
        var button = new Button(Texts.of(key), _ -> act.run());
        button.addThemeVariants(ButtonVariant.TERTIARY);
        return button;
    }
}

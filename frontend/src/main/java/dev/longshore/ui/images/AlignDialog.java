package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.radiobutton.RadioGroupVariant;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageAt;
import dev.longshore.inventory.ImageRow;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Ends the drift of a reference: one of the images that hosts hold under it is chosen, and copied to those that hold
 * another one. Says before what that does to each of them.
 */
final class AlignDialog extends ActionDialog {

    private final transient ImageRow row;
    private final transient ImageRef reference;
    private final transient Clock clock;
    private final transient Map<HostId, HostView> known;
    private final RadioButtonGroup<Variant> variants = new RadioButtonGroup<>(Texts.of("align.image"));
    private final transient LayerSizes sizes = new LayerSizes(dialogs(), this::look);
    private final Div to = new Div();
    private final Div notes = new Div();
    private HostPicker hosts = new HostPicker(List.of(), "load", Set.of());

    /** One of the images under the reference, and the hosts that hold it. */
    private record Variant(int number, String digest, Instant createdAt, List<HostView> holders) {}

    AlignDialog(ImageDialogs dialogs, ImageRow row, Clock clock) {
        super(dialogs, Texts.of("align.title", row.repository() + ":" + row.tag()), Texts.of("align.act"));
        this.row = row;
        this.clock = clock;
        this.reference = ImageRef.of(row.key());
        this.known =
                dialogs.fleet().hosts(dialogs.actor()).stream().collect(Collectors.toMap(HostView::id, host -> host));
        notes.addClassName("ls-notes");
        variants.addThemeVariants(RadioGroupVariant.LUMO_VERTICAL);
        variants.setWidthFull();
        variants.setRenderer(new ComponentRenderer<>(this::line));
        var offered = offered();
        variants.setItems(offered);
        variants.addValueChangeListener(_ -> choose());
        body(variants, to, notes);
        offered.stream().max(Comparator.comparing(Variant::createdAt)).ifPresent(variants::setValue);
        actOnEnter();
    }

    /** The image of most hosts first. */
    private List<Variant> offered() {
        var byNumber = new TreeMap<Integer, List<Map.Entry<HostId, ImageRow.Cell>>>();
        row.cells().entrySet().stream()
                .filter(cell -> known.containsKey(cell.getKey()))
                .forEach(cell -> byNumber.computeIfAbsent(cell.getValue().variant(), _ -> new ArrayList<>())
                        .add(cell));
        return byNumber.entrySet().stream()
                .map(one -> new Variant(
                        one.getKey(),
                        one.getValue().getFirst().getValue().shownDigest(),
                        one.getValue().getFirst().getValue().createdAt(),
                        one.getValue().stream()
                                .map(cell -> known.get(cell.getKey()))
                                .filter(Objects::nonNull)
                                .sorted(Comparator.comparing(HostView::name))
                                .toList()))
                .toList();
    }

    private Div line(Variant variant) {
        var digest = new Span(shown(variant.digest()));
        digest.addClassNames("ls-digest", DigestLook.of(variant.number(), variant.digest()));
        var names = new Span(
                Texts.list(variant.holders().stream().map(HostView::name).toList(), 4));
        var age = new Span(Texts.of("align.made", Age.text(Duration.between(variant.createdAt(), clock.instant()))));
        age.addClassName("ls-dim");
        var line = new Div(digest, names, age);
        line.addClassName("ls-variant");
        return line;
    }

    private Anchor compare(Variant one, Variant other) {
        var link = new Anchor(
                CompareView.path(at(one), at(other)),
                Texts.of("align.compare", shown(one.digest()), shown(other.digest())));
        link.addClassName("ls-compare-link");
        return link;
    }

    /** One of the hosts that hold it, that can be asked if there is such a one. */
    private ImageAt at(Variant variant) {
        var host = variant.holders().stream()
                .min(Comparator.comparing(holder -> !holder.state().ready()))
                .orElseThrow();
        return new ImageAt(
                host.id(), Objects.requireNonNull(row.cells().get(host.id())).id());
    }

    private static String shown(String digest) {
        return digest.substring(0, Math.min(7, digest.length()));
    }

    /** The hosts that would change; all of them are chosen that can be reached and allow it. */
    private void choose() {
        to.removeAll();
        var chosen = variants.getValue();
        if (chosen == null) {
            return;
        }
        var others = dialogs().hosts(Permission.IMAGE_TAG_OVERWRITE).stream()
                .filter(host -> dialogs().may(Permission.IMAGE_LOAD, host.id()))
                .filter(host -> {
                    var cell = row.cells().get(host.id());
                    return cell != null && cell.variant() != chosen.number();
                })
                .toList();
        hosts = new HostPicker(
                others,
                "load",
                others.stream()
                        .filter(host -> HostPicker.usable(host, "load"))
                        .map(HostView::id)
                        .collect(Collectors.toSet()));
        for (Variant other : offered()) {
            if (other.number() != chosen.number()) {
                to.add(compare(other, chosen));
            }
        }
        hosts.setLabel(Texts.of("align.hosts"));
        hosts.addValueChangeListener(_ -> look());
        to.add(hosts);
        look();
    }

    /** The host to copy from: one that holds the image, can be reached and may be read. */
    private Optional<HostView> source(Variant variant) {
        return variant.holders().stream()
                .filter(host -> HostPicker.usable(host, "save"))
                .filter(host -> dialogs().may(Permission.IMAGE_SAVE, host.id()))
                .findFirst();
    }

    private void look() {
        notes.removeAll();
        var chosen = variants.getValue();
        if (chosen == null) {
            return;
        }
        var source = source(chosen);
        if (source.isEmpty()) {
            note(Texts.of("align.noSource"), "ls-warn-text");
            return;
        }
        int keep = 0;
        for (HostView host : hosts.getListDataView()
                .getItems()
                .filter(hosts.getValue()::contains)
                .toList()) {
            var cell = Objects.requireNonNull(row.cells().get(host.id()));
            keep += cell.containers();
            try {
                var plan = dialogs()
                        .fleet()
                        .copyPlan(dialogs().actor(), source.get().id(), List.of(reference), host.id());
                note(
                        Texts.of(
                                "align.changes",
                                shown(cell.shownDigest()),
                                shown(chosen.digest()),
                                CopyDialog.moves(sizes.in(plan), host)),
                        "ls-dim");
                CopyDialog.foreign(plan, host).ifPresent(words -> note(words, "ls-warn-text"));
            } catch (LongshoreException gone) {
                note(gone.reason(), "ls-warn-text");
            }
        }
        note(Texts.of("align.from", source.get().name()), "ls-dim");
        if (keep > 0) {
            note(Texts.of("align.containers", keep), "ls-warn-text");
        }
    }

    private void note(String text, String css) {
        var line = new Div(text);
        line.addClassName(css);
        notes.add(line);
    }

    @Override
    List<OperationRequest> requests() {
        var chosen = variants.getValue();
        var source = chosen == null ? Optional.<HostView>empty() : source(chosen);
        if (source.isEmpty() || !hosts.demand()) {
            return List.of();
        }
        return List.of(request(
                new Task.Copy(source.get().id(), List.of(reference), true), new ArrayList<>(hosts.chosen()), null, 0));
    }
}

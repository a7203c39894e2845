package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import dev.longshore.access.Permission;
import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies images from a host that holds all of them to others, and says before how much that moves to each. Where a
 * name belongs to another image there, taking it has to be ticked.
 */
final class CopyDialog extends ActionDialog {

    private static final int MOST_NOTES = 12;

    private final Leaving leaving;
    private final transient LayerSizes sizes = new LayerSizes(dialogs(), this::look);
    private final Div to = new Div();
    private final Checkbox overwrite = new Checkbox();
    private final Div notes = new Div();
    private HostPicker hosts = new HostPicker(List.of(), "load", Set.of());

    CopyDialog(ImageDialogs dialogs, List<Pick> picked) {
        super(dialogs, Texts.of("imageCopy.title"), Texts.of("imageCopy.copy"));
        leaving = new Leaving(dialogs, picked);
        overwrite.setVisible(false);
        overwrite.addClassName("ls-overwrite");
        notes.addClassName("ls-notes");
        body(leaving, to, notes, overwrite);
        leaving.onChoice(this::offer);
        if (!leaving.anywhere()) {
            note(Texts.of("imageCopy.noHostHasAll"), "ls-warn-text");
        }
        actOnEnter();
    }

    /** The hosts to copy to; those that lack an image are chosen. */
    private void offer() {
        var source = leaving.source();
        to.removeAll();
        if (source == null) {
            return;
        }
        var others = dialogs().hosts(Permission.IMAGE_LOAD).stream()
                .filter(host -> !host.id().equals(source.id()))
                .toList();
        var lacking = others.stream()
                .filter(host -> HostPicker.usable(host, "load"))
                .filter(host -> lacks(source, host))
                .map(HostView::id)
                .collect(Collectors.toSet());
        hosts = new HostPicker(others, "load", lacking);
        if (lacking.isEmpty()) {
            hosts.clear();
        }
        hosts.setLabel(Texts.of("imageCopy.to"));
        hosts.addValueChangeListener(_ -> look());
        to.add(hosts);
        look();
    }

    private boolean lacks(HostView source, HostView host) {
        return plan(source, host).items().stream()
                .anyMatch(item -> !item.present() && item.taken().isEmpty());
    }

    private CopyPlan plan(HostView source, HostView host) {
        return dialogs().fleet().copyPlan(dialogs().actor(), source.id(), leaving.references(), host.id());
    }

    /** Says what the copy would move to each host, and where it meets another image of the name. */
    private void look() {
        notes.removeAll();
        overwrite.setVisible(false);
        var source = leaving.source();
        if (source == null) {
            return;
        }
        int taken = 0;
        boolean allowed = true;
        for (HostView host : hosts.getListDataView()
                .getItems()
                .filter(hosts.getValue()::contains)
                .toList()) {
            try {
                var plan = plan(source, host);
                note(moves(sizes.in(plan), host), "ls-dim");
                foreign(plan, host).ifPresent(words -> note(words, "ls-warn-text"));
                for (CopyPlan.Item item : plan.items()) {
                    taken += item.taken().size();
                    item.taken()
                            .forEach((reference, id) -> note(
                                    Texts.of("tag.namesOther", reference.familiar(), id.shortForm(), host.name()),
                                    "ls-warn-text"));
                }
                if (plan.items().stream().anyMatch(item -> !item.taken().isEmpty())) {
                    allowed &= dialogs().may(Permission.IMAGE_TAG_OVERWRITE, host.id());
                }
            } catch (LongshoreException gone) {
                note(gone.reason(), "ls-warn-text");
            }
        }
        if (taken > 0) {
            overwrite.setLabel(Texts.of("tag.overwrite", taken));
            overwrite.setVisible(allowed);
            note(Texts.of(allowed ? "imageCopy.elseRefused" : "tag.mayNotOverwrite"), "ls-dim");
        }
    }

    /** What the plan moves to the host, in a line: the most, and the least where that shows only later. */
    static String moves(CopyPlan plan, HostView host) {
        int layers = plan.items().stream().mapToInt(CopyPlan.Item::layers).sum();
        int held = plan.items().stream().mapToInt(CopyPlan.Item::heldLayers).sum();
        int perhaps = plan.items().stream().mapToInt(CopyPlan.Item::perhapsHeld).sum();
        if (held == layers) {
            return Texts.of("imageCopy.hasAll", host.name());
        }
        String most = plan.totalBytes() < 0
                ? Texts.of("imageCopy.moves", host.name(), layers - held, layers)
                : Texts.of(
                        "imageCopy.movesBytes",
                        host.name(),
                        Bytes.of(plan.movedBytes()),
                        Bytes.of(plan.totalBytes()),
                        layers - held,
                        layers);
        if (perhaps == 0) {
            return most;
        }
        return plan.totalBytes() < 0
                ? Texts.of("imageCopy.perhapsLayers", most, layers - held - perhaps)
                : Texts.of("imageCopy.perhapsBytes", most, Bytes.of(plan.leastMovedBytes()));
    }

    /** That the host does not run an image of the plan, which is made for other machines. */
    static Optional<String> foreign(CopyPlan plan, HostView host) {
        return plan.items().stream()
                .filter(item -> !item.runs())
                .findFirst()
                .map(item -> Texts.of(
                        "imageCopy.foreign",
                        host.name(),
                        item.references().getFirst().familiar(),
                        item.image().identity().platform(),
                        plan.platform()));
    }

    private void note(String text, String css) {
        if (notes.getComponentCount() < MOST_NOTES) {
            var line = new Div(text);
            line.addClassName(css);
            notes.add(line);
        }
    }

    @Override
    List<OperationRequest> requests() {
        var source = leaving.demand();
        if (source == null || !hosts.demand()) {
            return List.of();
        }
        boolean replace = overwrite.isVisible() && overwrite.getValue();
        List<HostId> chosen = new ArrayList<>(hosts.chosen());
        return List.of(request(new Task.Copy(source.id(), leaving.references(), replace), chosen, null, 0));
    }
}

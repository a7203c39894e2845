package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.PrunePreview;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Removes dangling or unused images: exactly those that it showed and that stayed ticked. */
final class PruneDialog extends ActionDialog {

    private static final int FEW_ROWS = 8;

    private final RadioButtonGroup<Boolean> all = new RadioButtonGroup<>();
    private final HostPicker hosts;
    private final Div states = new Div();
    private final Grid<ImageView> images = new Grid<>();
    private final Div total = new Div();
    private final transient HostAnswers<PrunePreview> previews;
    private final Map<HostId, Set<ImageId>> kept = new TreeMap<>();

    PruneDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("prune.title"), Texts.of("prune.prune"));
        previews = new HostAnswers<>(dialogs, this::show);
        dangerous();
        setWidth("min(56rem, 96vw)");
        hosts = new HostPicker(dialogs.hosts(Permission.IMAGE_PRUNE), "prune", chosen);
        all.setItems(false, true);
        all.setValue(false);
        all.setItemLabelGenerator(unused -> Texts.of(unused ? "prune.unused" : "prune.dangling"));
        all.addValueChangeListener(_ -> askAnew());
        hosts.addValueChangeListener(_ -> askMissing());
        states.addClassName("ls-notes");
        total.addClassName("ls-prune-total");
        grid();
        body(all, hosts, states, images, total);
        askAnew();
    }

    private void grid() {
        images.addThemeVariants(GridVariant.NO_BORDER);
        images.addClassName("ls-prune-grid");
        images.setSelectionMode(Grid.SelectionMode.MULTI);
        images.addColumn(LitRenderer.<ImageView>of(
                                "<span class=\"ls-ref-name\">${item.name}</span> <span class=\"ls-dim ls-mono\">${item.id}</span>")
                        .withProperty(
                                "name",
                                image -> image.tags().isEmpty()
                                        ? "<none>"
                                        : String.join(
                                                ", ",
                                                image.tags().stream()
                                                        .map(ImageNames::familiar)
                                                        .toList()))
                        .withProperty("id", image -> image.id().shortForm()))
                .setHeader(Texts.of("prune.image"))
                .setFlexGrow(1);
        images.addColumn(ImageView::hostName)
                .setHeader(Texts.of("images.host"))
                .setWidth("8rem")
                .setFlexGrow(0)
                .setTooltipGenerator(ImageView::hostName);
        images.addColumn(image -> Bytes.of(image.sizeBytes()))
                .setHeader(Texts.of("images.size"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6rem")
                .setFlexGrow(0);
        var age = images.addColumn(LitRenderer.<ImageView>of("<longshore-age at=\"${item.at}\"></longshore-age>")
                        .withProperty(
                                "at", image -> Long.toString(image.createdAt().toEpochMilli())))
                .setHeader(Texts.of("images.age"))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("6rem")
                .setFlexGrow(0);
        Narrow.watch(images, narrow -> age.setVisible(!narrow));
        images.addSelectionListener(event -> {
            if (event.isFromClient()) {
                remember();
                sum();
            }
        });
    }

    private void askAnew() {
        previews.forget();
        kept.clear();
        askMissing();
    }

    private void askMissing() {
        var actor = dialogs().actor();
        boolean unused = all.getValue();
        previews.ask(hosts.getValue(), host -> dialogs().fleet().prunePreview(actor, host, unused));
        show();
    }

    private List<ImageView> shown() {
        return hosts.chosen().stream()
                .map(previews::of)
                .filter(preview -> preview != null)
                .flatMap(preview -> preview.images().stream())
                .toList();
    }

    private void remember() {
        var ticked = images.getSelectedItems();
        kept.clear();
        for (ImageView image : shown()) {
            if (!ticked.contains(image)) {
                kept.computeIfAbsent(image.host(), _ -> new HashSet<>()).add(image.id());
            }
        }
    }

    private void show() {
        states.removeAll();
        for (HostView host : hosts.getValue().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList()) {
            states.add(state(host));
        }
        var shown = shown();
        images.setItems(shown);
        images.setVisible(!shown.isEmpty());
        images.setAllRowsVisible(shown.size() <= FEW_ROWS);
        images.asMultiSelect().select(shown.stream().filter(this::goes).toList());
        sum();
    }

    private boolean goes(ImageView image) {
        return !kept.getOrDefault(image.host(), Set.of()).contains(image.id());
    }

    private Div state(HostView host) {
        var line = new Div(new Span(host.name()));
        line.addClassName("ls-prune-host");
        var preview = previews.of(host.id());
        var trouble = previews.refusal(host.id());
        if (!host.state().ready()) {
            line.add(StateBadge.host(host.state()), new Span(Texts.of("prune.away")));
        } else if (trouble != null) {
            line.add(ErrorNote.of(trouble));
        } else if (preview == null) {
            line.add(new Span(Texts.of("prune.asking")));
        } else if (preview.images().isEmpty()) {
            line.add(new Span(Texts.of("prune.nothing")));
        } else {
            line.add(new Span(Texts.of("prune.onHost", preview.images().size(), Bytes.of(preview.reclaimableBytes()))));
        }
        return line;
    }

    private void sum() {
        var going = shown().stream().filter(this::goes).toList();
        long hostCount = going.stream().map(ImageView::host).distinct().count();
        total.setText(going.isEmpty() ? "" : Texts.of("prune.total", going.size(), hostCount));
        actButton().setText(going.isEmpty() ? Texts.of("prune.prune") : Texts.of("prune.count", going.size()));
        actButton().setEnabled(!going.isEmpty());
    }

    @Override
    List<OperationRequest> requests() {
        var going = new TreeMap<HostId, List<ImageId>>();
        for (ImageView image : shown()) {
            if (goes(image)) {
                going.computeIfAbsent(image.host(), _ -> new ArrayList<>()).add(image.id());
            }
        }
        var requests = new ArrayList<OperationRequest>();
        for (Task.Prune part : Task.Prune.inParts(going, all.getValue())) {
            var on = part.images().keySet().stream().sorted().toList();
            requests.add(request(part, on, null, requests.size()));
        }
        return requests;
    }
}

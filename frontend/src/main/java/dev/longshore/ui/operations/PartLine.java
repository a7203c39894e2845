package dev.longshore.ui.operations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.operations.Operation.LayerProgress;
import dev.longshore.operations.Operation.Part;
import dev.longshore.operations.Operation.RemovedItem;
import dev.longshore.operations.Operation.Result;
import dev.longshore.operations.OperationState;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One host's part of an operation: how far, how fast, which layers; at the end what came of it. */
final class PartLine extends Div {

    private static final int SHOWN_LAYERS = 5;
    private static final int SHOWN_ITEMS = 40;

    private final boolean full;
    private final Span dot = new Span();
    private final Span text = new Span();
    private final Div bar = new Div();
    private final Div fill = new Div();
    private final Div layers = new Div();
    private final LogPane log = new LogPane();
    private final Div outcome = new Div();
    private @Nullable ErrorNote note;
    private transient @Nullable Part shown;
    private Tone tone = Tone.INFO;

    /**
     * The line of a part.
     *
     * @param full with all layers and removed items, not only the first ones
     */
    PartLine(Part part, boolean full) {
        this.full = full;
        addClassName("ls-part");
        dot.addClassName("ls-dot");
        dot.getElement().setAttribute("role", "img");
        var name = new Span(part.hostName());
        name.addClassName("ls-part-host");
        text.addClassName("ls-part-text");
        var head = new Div(dot, name, text);
        head.addClassName("ls-part-head");
        fill.addClassName("ls-bar-fill");
        bar.addClassName("ls-bar");
        bar.add(fill);
        bar.getElement().setAttribute("role", "progressbar").setAttribute("aria-label", part.hostName());
        layers.addClassName("ls-part-layers");
        outcome.addClassName("ls-part-outcome");
        add(head, bar, layers, log, outcome);
        show(part);
    }

    /** Shows how it is now; what is as before is not sent again. */
    void show(Part part) {
        if (part.equals(shown)) {
            return;
        }
        boolean stateChanged = shown == null || shown.state() != part.state();
        shown = part;
        removeClassName(tone.css());
        tone = StateBadge.tone(part.state());
        addClassName(tone.css());
        setClassName("ls-running", part.state() == OperationState.RUNNING);
        dot.getElement()
                .setAttribute(
                        "aria-label", Texts.of("operation.state." + part.state().name()));
        var words = PartText.of(part);
        if (!words.equals(text.getText())) {
            text.setText(words);
        }
        double share = PartText.share(part);
        bar.setClassName("ls-unknown", share < 0);
        fill.getStyle().set("width", share < 0 ? "30%" : String.format(Locale.ROOT, "%.1f%%", share * 100));
        if (share >= 0) {
            bar.getElement().setAttribute("aria-valuenow", Long.toString(Math.round(share * 100)));
        } else {
            bar.getElement().removeAttribute("aria-valuenow");
        }
        showLayers(part);
        log.show(part.log());
        // what went well is of no interest in a drawer
        log.setVisible(!log.isEmpty() && (full || part.state() != OperationState.SUCCEEDED));
        if (stateChanged && part.state().ended()) {
            showOutcome(part);
        }
    }

    /** Whether to say why it failed; false where a line above says the very same. */
    void explain(boolean explained) {
        if (note != null) {
            note.setVisible(explained);
        }
    }

    private void showLayers(Part part) {
        layers.removeAll();
        if (part.state() != OperationState.RUNNING) {
            return;
        }
        var all = part.progress().layers();
        var interesting = full
                ? all
                : all.stream()
                        .sorted(Comparator.comparingInt(PartLine::rank))
                        .limit(SHOWN_LAYERS)
                        .toList();
        interesting.forEach(layer -> layers.add(line(layer)));
        if (interesting.size() < all.size()) {
            var rest = new Div(Texts.of("operations.moreLayers", all.size() - interesting.size()));
            rest.addClassName("ls-dim");
            layers.add(rest);
        }
    }

    /** What moves comes first, then what waits, then what is done. */
    private static int rank(LayerProgress layer) {
        return switch (layer.status()) {
            case "downloading", "uploading", "extracting", "verifying" -> 0;
            case "waiting" -> 1;
            case "downloaded" -> 2;
            default -> 3;
        };
    }

    private static Div line(LayerProgress layer) {
        var id = new Span(layer.id());
        id.addClassName("ls-mono");
        var done = new Div();
        done.addClassName("ls-bar-fill");
        boolean ready = layer.status().equals("done") || layer.status().equals("exists");
        double share = ready ? 1 : layer.totalBytes() > 0 ? (double) layer.doneBytes() / layer.totalBytes() : 0;
        done.getStyle().set("width", String.format(Locale.ROOT, "%.0f%%", Math.min(1, share) * 100));
        var small = new Div(done);
        small.addClassName("ls-bar");
        var word = new Span(
                layer.totalBytes() > 0 && layer.status().endsWith("loading")
                        ? Texts.of("operations.bytes", Bytes.of(layer.doneBytes()), Bytes.of(layer.totalBytes()))
                        : status(layer.status()));
        word.addClassName("ls-layer-word");
        var line = new Div(id, small, word);
        line.addClassName("ls-part-layer");
        return line;
    }

    private static String status(String status) {
        var key = "operations.layer." + status;
        return Texts.has(key) ? Texts.of(key) : status;
    }

    private void showOutcome(Part part) {
        outcome.removeAll();
        var failure = part.failure();
        // a target that could not be removed says so itself, and better
        boolean said = part.result() instanceof Result.Removed removed
                && removed.items().stream().anyMatch(item -> item.failure() != null);
        if (failure != null && !said && part.state() != OperationState.CANCELLED) {
            var made = new ErrorNote(failure.code(), failure.reason(), failure.remedy(), failure.subjects());
            note = made;
            outcome.add(made);
        }
        if (part.result() instanceof Result.Removed removed) {
            showRemoved(removed.items());
        }
    }

    private void showRemoved(List<RemovedItem> items) {
        int most = full ? Integer.MAX_VALUE : SHOWN_ITEMS;
        items.stream()
                .sorted(Comparator.comparing(item -> item.failure() == null))
                .limit(most)
                .forEach(item -> outcome.add(new RemovedLine(item, full)));
        if (items.size() > most) {
            outcome.add(new Div(Texts.of("list.rest", items.size() - most)));
        }
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.HtmlContainer;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.ImageDetail;
import dev.longshore.inventory.ImageDetail.Layer;
import dev.longshore.inventory.ImageLayers;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The layers as a stack, newest on top as they lie on the disk, with the steps that made them; bars show how much each weighs.
 * Says of each layer which hosts hold it, and what else lies on it.
 */
final class LayerStack extends Div {

    private static final int COMMAND_CHARS = 2000;
    private static final int NAMES = 3;

    private final long biggest;
    private final transient @Nullable Function<String, String> filesOf;

    /**
     * The stack.
     *
     * @param filesOf where the files of a layer are, or null if they are not to be seen
     */
    LayerStack(ImageDetail detail, ImageLayers layers, @Nullable Function<String, String> filesOf) {
        this.filesOf = filesOf;
        addClassName("ls-layers");
        biggest = Math.max(
                1, detail.layers().stream().mapToLong(Layer::sizeBytes).max().orElse(1));
        var lines = new ArrayList<Div>();
        var next = layers.layers().iterator();
        for (Layer step : detail.layers()) {
            lines.add(line(step, layers.told() && !step.diffId().isEmpty() && next.hasNext() ? next.next() : null));
        }
        if (!layers.told()) {
            // the engine's history leaves open which step made which layer
            next.forEachRemaining(layer -> lines.add(bare(layer)));
        }
        lines.reversed().forEach(this::add);
        if (layers.savedBytes() > 0) {
            var saved = new Div(Texts.of("layers.savedInAll", Bytes.of(layers.savedBytes())));
            saved.addClassName("ls-dim");
            add(saved);
        }
    }

    private Div bare(ImageLayers.Layer layer) {
        var line = new Div();
        line.addClassName("ls-layer");
        line.add(notes(null, layer));
        return line;
    }

    private Div line(Layer step, ImageLayers.@Nullable Layer layer) {
        boolean empty = step.diffId().isEmpty() && step.sizeBytes() == 0;
        var fill = new Div();
        fill.addClassName("ls-bar-fill");
        // at least a sliver for what is not empty
        double percent = step.sizeBytes() == 0 ? 0 : Math.max(0.7, 100.0 * step.sizeBytes() / biggest);
        fill.getStyle().set("width", String.format(Locale.ROOT, "%.1f%%", percent));
        var bar = new Div(fill);
        bar.addClassName("ls-bar");
        var command = new Span(command(step.createdBy().isBlank() ? step.comment() : step.createdBy()));
        command.addClassName("ls-layer-command");
        command.getElement().setAttribute("title", step.createdBy());
        var size = new Span(empty ? "–" : Bytes.of(step.sizeBytes()));
        size.addClassName("ls-num");
        var line = new Div(command, size, bar);
        line.addClassName("ls-layer");
        line.setClassName("ls-layer-empty", empty);
        var notes = notes(step, layer);
        if (notes.getChildren().findAny().isPresent()) {
            line.add(notes);
        }
        return line;
    }

    private Div notes(@Nullable Layer step, ImageLayers.@Nullable Layer layer) {
        var notes = new Div();
        notes.addClassName("ls-layer-notes");
        if (layer != null) {
            HtmlContainer diff = filesOf == null
                    ? new Span(shortDigest(layer.diffId()))
                    : new Anchor(
                            filesOf.apply(layer.diffId()),
                            shortDigest(layer.diffId()) + " · " + Texts.of("layers.files"));
            diff.addClassNames("ls-mono");
            diff.getElement().setAttribute("title", Texts.of("layers.ids", layer.diffId(), layer.chainId()));
            var hosts = new Span(Texts.of(
                    "layers.hosts",
                    layer.hostCount(),
                    layer.hosts().isEmpty() ? "" : layer.hosts().getFirst().name()));
            hosts.getElement()
                    .setAttribute(
                            "title",
                            layer.hosts().stream().map(ImageLayers.Holder::name).collect(Collectors.joining("\n")));
            notes.add(diff, hosts);
            if (layer.sharedWithCount() > 0) {
                var names = layer.sharedWith().stream()
                        .map(ImageLayers.Sharer::name)
                        .toList();
                var shared = new Span(Texts.of("image.sharedWith", some(names, layer.sharedWithCount())));
                shared.getElement()
                        .setAttribute(
                                "title",
                                layer.sharedWith().stream()
                                        .map(one -> Texts.of("layers.sharer", one.name(), one.hosts()))
                                        .collect(Collectors.joining("\n")));
                notes.add(shared);
            }
            if (layer.savedBytes() > 0) {
                notes.add(new Span(Texts.of("layers.saved", Bytes.of(layer.savedBytes()))));
            }
        }
        if (step != null && !step.comment().isEmpty() && !step.createdBy().isBlank()) {
            notes.add(new Span(step.comment()));
        }
        return notes;
    }

    /** A few of the names; there may be more than are known by name. */
    private static String some(List<String> names, int all) {
        return all <= NAMES
                ? Texts.list(names, NAMES)
                : Texts.of("list.more", String.join(Texts.of("list.comma"), names.subList(0, NAMES)), all - NAMES);
    }

    static String shortDigest(String digest) {
        var hex = digest.replace("sha256:", "");
        return hex.substring(0, Math.min(12, hex.length()));
    }

    /** Docker writes instructions as comments to a shell that does nothing; people want the instruction. */
    static String command(String createdBy) {
        var text = createdBy.strip();
        for (String noise : List.of("/bin/sh -c #(nop) ", "/bin/sh -c #(nop)")) {
            if (text.startsWith(noise)) {
                text = text.substring(noise.length()).strip();
            }
        }
        if (text.startsWith("/bin/sh -c ")) {
            text = "RUN " + text.substring("/bin/sh -c ".length()).strip();
        }
        return text.length() > COMMAND_CHARS ? text.substring(0, COMMAND_CHARS) + "…" : text;
    }
}

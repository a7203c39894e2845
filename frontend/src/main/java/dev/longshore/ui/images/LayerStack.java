package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.ImageDetail.Layer;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.Locale;

/** The history as a stack, newest on top as it lies on the disk; bars show how much each layer weighs. */
final class LayerStack extends Div {

    private static final int COMMAND_CHARS = 2000;

    LayerStack(List<Layer> layers) {
        addClassName("ls-layers");
        long biggest =
                Math.max(1, layers.stream().mapToLong(Layer::sizeBytes).max().orElse(1));
        for (int i = layers.size() - 1; i >= 0; i--) {
            add(line(layers.get(i), biggest));
        }
    }

    private static Div line(Layer layer, long biggest) {
        boolean empty = layer.diffId().isEmpty() && layer.sizeBytes() == 0;
        var fill = new Div();
        fill.addClassName("ls-bar-fill");
        // at least a sliver for what is not empty
        double percent = layer.sizeBytes() == 0 ? 0 : Math.max(0.7, 100.0 * layer.sizeBytes() / biggest);
        fill.getStyle().set("width", String.format(Locale.ROOT, "%.1f%%", percent));
        var bar = new Div(fill);
        bar.addClassName("ls-bar");
        var command = new Span(command(layer.createdBy().isBlank() ? layer.comment() : layer.createdBy()));
        command.addClassName("ls-layer-command");
        command.getElement().setAttribute("title", layer.createdBy());
        var size = new Span(empty ? "–" : Bytes.of(layer.sizeBytes()));
        size.addClassName("ls-num");
        var line = new Div(command, size, bar);
        line.addClassName("ls-layer");
        line.setClassName("ls-layer-empty", empty);
        var notes = new Div();
        notes.addClassName("ls-layer-notes");
        if (!layer.diffId().isEmpty()) {
            var hex = layer.diffId().replace("sha256:", "");
            var diff = new Span(hex.substring(0, Math.min(12, hex.length())));
            diff.addClassName("ls-mono");
            diff.getElement().setAttribute("title", layer.diffId());
            notes.add(diff);
        }
        if (!layer.sharedWith().isEmpty()) {
            var shared = new Span(Texts.of("image.sharedWith", Texts.list(layer.sharedWith(), 3)));
            shared.getElement().setAttribute("title", String.join("\n", layer.sharedWith()));
            notes.add(shared);
        }
        if (!layer.comment().isEmpty() && !layer.createdBy().isBlank()) {
            notes.add(new Span(layer.comment()));
        }
        if (notes.getChildren().findAny().isPresent()) {
            line.add(notes);
        }
        return line;
    }

    /** Docker writes instructions as comments to a shell that does nothing; people want the instruction. */
    private static String command(String createdBy) {
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

package dev.longshore.ui.images;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Comparisons;
import dev.longshore.inventory.ImageAt;
import dev.longshore.inventory.ImageComparison;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.Panel;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two images side by side: what differs first, and what is the same below it. The address says which two. */
@Route("images/compare")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class CompareView extends PageView {

    private final transient Comparisons comparisons;
    private final transient ImageDialogs dialogs;
    private final transient UiActor actors;
    private final Button swap = new Button(Texts.of("compare.swap"), Icons.of("retry"), _ -> swap());
    private final Button files = new Button(Texts.of("compare.files"), Icons.of("list"), _ -> files());
    private final Div body = new Div();
    private transient @Nullable Two two;

    private record Two(ImageAt left, ImageAt right) {}

    CompareView(Comparisons comparisons, ImageDialogs dialogs, UiActor actors) {
        super("compare.title");
        this.comparisons = comparisons;
        this.dialogs = dialogs;
        this.actors = actors;
        addActions(files, swap);
        body.addClassName("ls-compare-page");
        add(body);
    }

    /** Where two images are compared. */
    static String path(ImageAt left, ImageAt right) {
        return "images/compare?left=" + left + "&right=" + right;
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        body.removeAll();
        try {
            var wanted = new Two(
                    ImageAt.of(filters().text("left")), ImageAt.of(filters().text("right")));
            two = wanted;
            swap.setVisible(true);
            files.setVisible(!filters().flag("files") && maySeeFiles(wanted));
            ask(wanted, filters().flag("files") && maySeeFiles(wanted));
        } catch (LongshoreException none) {
            two = null;
            swap.setVisible(false);
            files.setVisible(false);
            body.add(new EmptyState(
                    "image",
                    Texts.of("compare.none"),
                    Texts.of("compare.noneText"),
                    new Anchor("images", Texts.of("image.all"))));
        }
    }

    private boolean maySeeFiles(Two wanted) {
        return actors.may(Permission.IMAGE_FILES, wanted.left().host())
                && actors.may(Permission.IMAGE_FILES, wanted.right().host());
    }

    private void ask(Two wanted, boolean withFiles) {
        body.removeAll();
        var asking = new Div(Texts.of(withFiles ? "files.asking" : "image.asking"));
        asking.addClassName("ls-dim");
        body.add(asking);
        var actor = actors.current();
        dialogs.ask(
                () -> comparisons.compare(actor, wanted.left(), wanted.right(), withFiles),
                comparison -> {
                    if (wanted.equals(two)) {
                        show(comparison);
                    }
                },
                trouble -> {
                    if (wanted.equals(two)) {
                        body.removeAll();
                        body.add(ErrorNote.of(trouble));
                    }
                });
    }

    private void swap() {
        var now = two;
        if (now != null) {
            two = new Two(now.right(), now.left());
            filters()
                    .set("left", now.right().toString())
                    .set("right", now.left().toString());
            filtersChanged();
            ask(new Two(now.right(), now.left()), filters().flag("files") && maySeeFiles(now));
        }
    }

    private void files() {
        var now = two;
        if (now != null) {
            filters().set("files", true);
            filtersChanged();
            files.setVisible(false);
            ask(now, true);
        }
    }

    private void show(ImageComparison comparison) {
        summary(comparison.same() ? Texts.of("compare.same") : Texts.of("compare.differ"));
        body.removeAll();
        var config = new Panel(Texts.of("image.config"), settings(comparison));
        var layers = new Panel(Texts.of("image.layers"), layers(comparison));
        body.add(heads(comparison), config, layers);
        var changes = comparison.files();
        if (changes != null) {
            body.add(new Panel(Texts.of("compare.filesTitle"), new ChangesPanel(changes)));
        }
    }

    private static Div heads(ImageComparison comparison) {
        var heads = new Div(
                new Span(),
                head(comparison.left(), Texts.of("compare.left")),
                head(comparison.right(), Texts.of("compare.right")));
        heads.addClassNames("ls-compare", "ls-compare-heads");
        return heads;
    }

    private static Div head(ImageView image, String side) {
        var name = new Anchor(ImageDetailView.path(image.host(), image.id()), ImageNames.shown(image));
        name.addClassName("ls-strong");
        var host = new Anchor("hosts/" + image.host(), image.hostName());
        var id = new Span(image.id().shortForm());
        id.addClassName("ls-mono");
        var label = new Span(side);
        label.addClassName("ls-caption");
        var rest = new Div(host, new Span(" · "), id, new Span(" · " + Bytes.of(image.sizeBytes())));
        rest.addClassName("ls-dim");
        return new Div(label, name, rest);
    }

    private static Div settings(ImageComparison comparison) {
        var table = new Div();
        table.addClassName("ls-compare");
        var alike = new ArrayList<String>();
        for (ImageComparison.Field field : comparison.fields()) {
            var name = Texts.of("compare.field." + field.setting().name());
            if (field.same()) {
                alike.add(name);
                continue;
            }
            var label = new Span(name);
            label.addClassName("ls-dim");
            table.add(label, side(field.left(), field.right(), "−"), side(field.right(), field.left(), "+"));
        }
        if (!alike.isEmpty()) {
            var same = new Div(Texts.of("compare.alike", String.join(Texts.of("list.comma"), alike)));
            same.addClassNames("ls-dim", "ls-compare-alike");
            table.add(same);
        }
        return table;
    }

    /** A setting's lines on one side; those that the other side lacks are marked. */
    private static Component side(List<String> here, List<String> there, String mark) {
        var lines = new Div();
        lines.addClassNames("ls-lines", "ls-mono");
        if (here.isEmpty()) {
            lines.add(new Span("–"));
        }
        for (String line : here) {
            boolean differs = !there.contains(line);
            var shown = new Span(differs ? mark + " " + line : line);
            shown.setClassName("ls-compare-differs", differs);
            lines.add(shown);
        }
        return lines;
    }

    private static Div layers(ImageComparison comparison) {
        var table = new Div();
        table.addClassName("ls-compare");
        var shared = new Div(Texts.of("compare.shared", comparison.sharedLayers()));
        shared.addClassNames("ls-dim", "ls-compare-alike");
        if (comparison.leftLayers().isEmpty() && comparison.rightLayers().isEmpty()) {
            table.add(new Div(StateBadge.of(Tone.OK, Texts.of("compare.sameLayers"))));
        } else {
            table.add(new Span(), above(comparison.leftLayers()), above(comparison.rightLayers()));
        }
        table.add(shared);
        return table;
    }

    private static Div above(List<ImageComparison.Layer> layers) {
        var stack = new Div();
        stack.addClassName("ls-layers");
        for (ImageComparison.Layer layer : layers.reversed()) {
            var command = new Span(LayerStack.command(layer.createdBy()));
            command.addClassName("ls-layer-command");
            var size = new Span(Bytes.of(layer.sizeBytes()));
            size.addClassName("ls-num");
            var digest = new Div(LayerStack.shortDigest(layer.diffId()));
            digest.addClassNames("ls-mono", "ls-layer-notes");
            var line = new Div(command, size, digest);
            line.addClassName("ls-layer");
            stack.add(line);
        }
        return stack;
    }
}

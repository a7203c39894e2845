package dev.longshore.ui.operations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation.RemovedItem;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;

/** What became of one target of a removal: which names and which layers went, or what kept it. */
final class RemovedLine extends Div {

    RemovedLine(RemovedItem item, boolean full) {
        addClassName("ls-removed");
        var failure = item.failure();
        var name = new Span(shown(item.target()));
        name.addClassName("ls-plan-name");
        if (failure != null) {
            add(name, new ErrorNote(failure.code(), failure.reason(), failure.remedy(), failure.subjects()));
            return;
        }
        var word = new Span(
                item.deleted().isEmpty()
                        ? Texts.of("operations.untagged")
                        : Texts.of("operations.deleted", item.deleted().size()));
        word.addClassName("ls-dim");
        add(name, word);
        if (full) {
            item.untagged().stream()
                    .filter(tag -> !shown(tag).equals(shown(item.target())))
                    .forEach(tag -> detail(Texts.of("operations.untaggedOne", shown(tag))));
            item.deleted().forEach(id -> detail(Texts.of("operations.deletedOne", id)));
        }
    }

    private void detail(String text) {
        var line = new Div(text);
        line.addClassNames("ls-removed-detail", "ls-mono", "ls-dim");
        add(line);
    }

    private static String shown(String target) {
        if (target.startsWith("sha256:") && target.length() >= 19) {
            return target.substring(7, 19);
        }
        try {
            return ImageRef.of(target).familiar();
        } catch (LongshoreException _) {
            return target;
        }
    }
}

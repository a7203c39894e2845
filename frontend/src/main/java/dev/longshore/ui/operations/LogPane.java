package dev.longshore.ui.operations;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import dev.longshore.operations.Operation.Log;
import dev.longshore.ui.kit.Texts;

/** The log of a build, growing at its end: only lines that are new are sent to the browser, and the oldest go in time. */
final class LogPane extends Div {

    private static final int MOST_BLOCKS = 400;

    private final Div blocks = new Div();
    private long next;

    LogPane() {
        addClassName("ls-log");
        blocks.addClassName("ls-log-blocks");
        add(blocks);
        getElement()
                .setAttribute("role", "log")
                .setAttribute("tabindex", "0")
                .setAttribute("aria-label", Texts.of("operations.log"));
    }

    boolean isEmpty() {
        return blocks.getComponentCount() == 0;
    }

    /** Shows what is new in it. */
    void show(Log log) {
        var fresh = log.from(next);
        if (fresh.lines().isEmpty()) {
            return;
        }
        if (fresh.first() > next) {
            var dropped = new Div(Texts.of("operations.linesDropped", fresh.first() - next));
            dropped.addClassName("ls-dim");
            blocks.add(dropped);
        }
        blocks.add(new Pre(String.join("\n", fresh.lines())));
        next = fresh.next();
        while (blocks.getComponentCount() > MOST_BLOCKS) {
            blocks.remove(blocks.getComponentAt(0));
        }
    }
}

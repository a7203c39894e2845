package dev.longshore.ui.operations;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.longshore.operations.Operation;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.time.Duration;
import java.util.List;

/** Operations, a row each. */
final class OperationGrid extends Grid<Operation> {

    private static final String STATE = """
            <span class="ls-state ${item.tone}"><span class="ls-dot" aria-hidden="true"></span><span>${item.word}</span></span>""";

    OperationGrid() {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-operation-grid");
        setSizeFull();
        setSelectionMode(SelectionMode.NONE);
        addColumn(LitRenderer.<Operation>of(STATE)
                        .withProperty(
                                "tone",
                                operation -> StateBadge.tone(operation.state()).css())
                        .withProperty(
                                "word",
                                operation -> Texts.of(
                                        "operation.state." + operation.state().name())))
                .setHeader(Texts.of("operations.state"))
                .setWidth("7.5rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<Operation>of("<span class=\"ls-ref-name\">${item.title}</span>")
                        .withProperty("title", PartText::title))
                .setHeader(Texts.of("operations.what"))
                .setKey("what")
                .setRowHeader(true)
                .setWidth("13rem")
                .setFlexGrow(2)
                .setTooltipGenerator(Operation::title);
        addColumn(operation -> PartText.hosts(operation, 3))
                .setHeader(Texts.of("operations.where"))
                .setKey("where")
                .setWidth("9rem")
                .setFlexGrow(1)
                .setTooltipGenerator(operation -> PartText.hosts(operation, 40));
        addColumn(Operation::actor)
                .setHeader(Texts.of("operations.who"))
                .setKey("who")
                .setWidth("6rem")
                .setFlexGrow(0);
        addColumn(LitRenderer.<Operation>of("<longshore-moment at=\"${item.at}\"></longshore-moment>")
                        .withProperty(
                                "at",
                                operation -> Long.toString(operation.createdAt().toEpochMilli())))
                .setHeader(Texts.of("operations.when"))
                .setWidth("7.5rem")
                .setFlexGrow(0);
        addColumn(OperationGrid::took)
                .setHeader(Texts.of("operations.took"))
                .setKey("took")
                .setWidth("5.5rem")
                .setFlexGrow(0);
        addColumn(PartText::summary)
                .setHeader(Texts.of("operations.result"))
                .setKey("result")
                .setWidth("12rem")
                .setFlexGrow(2)
                .setTooltipGenerator(PartText::summary);
        Narrow.watch(this, this::fit);
    }

    /** On a phone there is room for state, title and time; the rest is on the operation's own page. */
    private void fit(boolean narrow) {
        List.of("where", "who", "took", "result")
                .forEach(key -> getColumnByKey(key).setVisible(!narrow));
        getColumnByKey("what").setWidth(narrow ? "8rem" : "13rem");
    }

    private static String took(Operation operation) {
        var from = operation.startedAt();
        var to = operation.finishedAt();
        return from == null || to == null ? "" : Age.took(Duration.between(from, to));
    }
}

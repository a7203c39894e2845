package dev.longshore.ui.operations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.Page;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.ExportMenu;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.PagedRows;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The history of operations: who, what, where, how long, and what came of it; one of them in full beside it. */
@Route("operations")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class OperationsView extends PageView {

    private static final int BIG_PAGE = 200;

    private final transient Fleet fleet;
    private final transient Operations operations;
    private final transient UiActor actors;
    private final transient ImageDialogs dialogs;
    private final TextField text = new TextField();
    private final Select<String> type = new Select<>();
    private final Select<OperationState> state = new Select<>();
    private final ComboBox<HostView> host = new ComboBox<>();
    private final Grid<Operation> grid = new OperationGrid();
    private final Div detail = new Div();
    private final Div split = new Div();
    private final PagedRows<Operation> rows;
    private @Nullable OperationCard card;
    private boolean quiet;

    OperationsView(Fleet fleet, Operations operations, UiActor actors, ImageDialogs dialogs, UiFeed feed) {
        super("operations.title");
        this.fleet = fleet;
        this.operations = operations;
        this.actors = actors;
        this.dialogs = dialogs;
        fields();
        var export = new ExportMenu<>("operations", columns(), this::exported);
        detail.addClassNames("ls-side", "ls-panel");
        split.addClassName("ls-split");
        split.add(grid, detail);
        add(new Toolbar(text, type, state, host).right(export), split);
        grid.addItemClickListener(event -> open(event.getItem().id()));
        rows = PagedRows.into(grid, Operation::id, (page, size) -> page(page, size))
                .onTotal(total -> summary(Texts.of("operations.summary", total)));
        feed.watch(this, Interest.ofOperations(), this::changed);
    }

    private void fields() {
        text.setPlaceholder(Texts.of("operations.search"));
        text.setAriaLabel(Texts.of("operations.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addClassName("ls-filter-text");
        text.getElement().setAttribute("data-search", "");
        text.addValueChangeListener(event -> filter("q", event.getValue().strip()));
        type.setItems(Task.types());
        type.setEmptySelectionAllowed(true);
        type.setEmptySelectionCaption(Texts.of("operations.anyType"));
        type.setItemLabelGenerator(word -> Texts.of(word == null ? "operations.anyType" : "operations.type." + word));
        type.setAriaLabel(Texts.of("operations.type"));
        type.addValueChangeListener(event -> filter("type", event.getValue()));
        state.setItems(OperationState.values());
        state.setEmptySelectionAllowed(true);
        state.setEmptySelectionCaption(Texts.of("operations.anyState"));
        state.setItemLabelGenerator(
                word -> Texts.of(word == null ? "operations.anyState" : "operation.state." + word.name()));
        state.setAriaLabel(Texts.of("operations.state"));
        state.addValueChangeListener(event -> filter(
                "state", event.getValue() == null ? "" : event.getValue().name().toLowerCase(Locale.ROOT)));
        host.setPlaceholder(Texts.of("operations.anyHost"));
        host.setAriaLabel(Texts.of("images.host"));
        host.setItemLabelGenerator(HostView::name);
        host.setClearButtonVisible(true);
        host.addValueChangeListener(event -> filter(
                "host", event.getValue() == null ? "" : event.getValue().id().value()));
    }

    private static List<ExportMenu.Column<Operation>> columns() {
        return List.of(
                new ExportMenu.Column<>("id", operation -> operation.id().value()),
                new ExportMenu.Column<>("type", Operation::type),
                new ExportMenu.Column<>("title", Operation::title),
                new ExportMenu.Column<>("actor", Operation::actor),
                new ExportMenu.Column<>("hosts", operation -> PartText.hosts(operation, Integer.MAX_VALUE)),
                new ExportMenu.Column<>("state", operation -> operation.state().name()),
                new ExportMenu.Column<>("created", operation -> Age.iso(operation.createdAt())),
                new ExportMenu.Column<>("finished", operation -> Age.iso(operation.finishedAt())),
                new ExportMenu.Column<>("result", PartText::summary));
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        var hosts = fleet.hosts(actors.current());
        quiet = true;
        try {
            text.setValue(filters().text("q"));
            type.setValue(
                    Task.types().contains(filters().text("type")) ? filters().text("type") : null);
            state.setValue(stateOf(filters().text("state")));
            host.setItems(hosts);
            host.setValue(hosts.stream()
                    .filter(known -> known.id().value().equals(filters().text("host")))
                    .findFirst()
                    .orElse(null));
        } finally {
            quiet = false;
        }
        grid.setEmptyStateComponent(new EmptyState(
                "activity",
                Texts.of("operations.none"),
                Texts.of(filters().isEmpty() ? "operations.noneYet" : "operations.noMatch")));
        rows.refreshAll();
        showDetail(filters().text("op"));
    }

    private static @Nullable OperationState stateOf(String word) {
        for (OperationState known : OperationState.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                return known;
            }
        }
        return null;
    }

    private void filter(String name, @Nullable String value) {
        if (quiet) {
            return;
        }
        filters().set(name, value);
        filtersChanged();
        rows.refreshAll();
    }

    private OperationQuery query(int page, int size) {
        var wanted = host.getValue();
        HostId on = wanted == null ? null : wanted.id();
        return new OperationQuery(
                type.getValue(), state.getValue(), on, text.getValue().strip(), page, size);
    }

    private Page<Operation> page(int page, int size) {
        return operations.list(actors.current(), query(page, size));
    }

    private List<Operation> exported() {
        var all = new ArrayList<Operation>();
        for (int page = 0; ; page++) {
            var read = page(page, BIG_PAGE);
            all.addAll(read.items());
            if (read.items().isEmpty() || all.size() >= read.total()) {
                return all;
            }
        }
    }

    private void open(OperationId id) {
        filters().set("op", id.value());
        filtersChanged();
        showDetail(id.value());
    }

    private void showDetail(String id) {
        detail.removeAll();
        card = null;
        split.setClassName("ls-open", !id.isEmpty());
        if (id.isEmpty()) {
            return;
        }
        var close = new Button(Icons.of("close"), _ -> {
            filters().set("op", "");
            filtersChanged();
            showDetail("");
        });
        close.addThemeVariants(ButtonVariant.TERTIARY);
        close.addClassName("ls-side-close");
        close.setAriaLabel(Texts.of("action.close"));
        detail.add(close);
        try {
            var operation = operations.get(actors.current(), OperationId.of(id));
            var made = new OperationCard(operations, actors, dialogs, operation, true);
            detail.add(made);
            card = made;
        } catch (LongshoreException e) {
            detail.add(ErrorNote.of(e));
        }
    }

    private void changed(Changes changes) {
        rows.refresh();
        var open = card;
        if (open != null) {
            var now = changes.operations().get(open.id());
            if (now != null) {
                open.show(now);
            }
        }
    }
}

package dev.longshore.ui.audit;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.audit.AuditEntry;
import dev.longshore.audit.AuditLog;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.ExportMenu;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who did, or was refused, what: the newest lines first, older ones on demand. */
@Route("audit")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class AuditView extends PageView {

    private static final int STEP = 200;

    private final transient AuditLog log;
    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final TextField text = new TextField();
    private final AuditGrid grid = new AuditGrid();
    private final Button older = new Button(Texts.of("audit.older"), _ -> older());
    private final Button again = new Button(Texts.of("audit.again"), Icons.of("retry"), _ -> reload());
    private final Div trouble = new Div();
    private final Toolbar toolbar;
    private final transient List<AuditEntry> entries = new ArrayList<>();
    private boolean quiet;

    AuditView(AuditLog log, Fleet fleet, UiActor actors) {
        super("audit.title");
        this.fleet = fleet;
        this.log = log;
        this.actors = actors;
        text.setPlaceholder(Texts.of("audit.search"));
        text.setAriaLabel(Texts.of("audit.search"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setValueChangeMode(ValueChangeMode.LAZY);
        text.addClassName("ls-filter-text");
        text.getElement().setAttribute("data-search", "");
        text.addValueChangeListener(event -> {
            if (!quiet) {
                filters().set("q", event.getValue().strip());
                filtersChanged();
                reload();
            }
        });
        grid.setItemDetailsRenderer(new ComponentRenderer<>(AuditView::details));
        grid.setEmptyStateComponent(new EmptyState("audit", Texts.of("audit.none"), Texts.of("audit.noneText")));
        toolbar = new Toolbar(text).right(again, new ExportMenu<>("audit", columns(), () -> List.copyOf(entries)));
        older.addClassName("ls-older");
        trouble.addClassName("ls-notes");
        add(toolbar, trouble, grid, older);
    }

    private static List<ExportMenu.Column<AuditEntry>> columns() {
        return List.of(
                new ExportMenu.Column<>("seq", entry -> Long.toString(entry.seq())),
                new ExportMenu.Column<>("at", entry -> Age.iso(entry.at())),
                new ExportMenu.Column<>("actor", AuditEntry::actor),
                new ExportMenu.Column<>("method", AuditEntry::method),
                new ExportMenu.Column<>("peer", AuditEntry::peer),
                new ExportMenu.Column<>("action", AuditEntry::action),
                new ExportMenu.Column<>("object", AuditEntry::object),
                new ExportMenu.Column<>("allowed", entry -> Boolean.toString(entry.allowed())),
                new ExportMenu.Column<>("result", AuditEntry::result),
                new ExportMenu.Column<>("operation", entry -> entry.operationId() == null ? "" : entry.operationId()),
                new ExportMenu.Column<>("parameters", AuditView::parameters),
                new ExportMenu.Column<>("hash", AuditEntry::hash));
    }

    private static String parameters(AuditEntry entry) {
        return new TreeMap<>(entry.parameters())
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static Div details(AuditEntry entry) {
        var facts = new Facts()
                .fact(Texts.of("audit.time"), Age.iso(entry.at()))
                .fact(Texts.of("audit.method"), entry.method())
                .fact(Texts.of("audit.session"), entry.session())
                .fact(Texts.of("audit.peer"), entry.peer());
        new TreeMap<>(entry.parameters()).forEach(facts::fact);
        var operation = entry.operationId();
        if (operation != null) {
            facts.fact(Texts.of("audit.operation"), new Anchor("operations?op=" + operation, operation));
        }
        facts.fact(Texts.of("audit.hash"), entry.hash());
        var details = new Div(facts);
        details.addClassName("ls-audit-details");
        return details;
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        boolean allowed = actors.may(Permission.AUDIT_VIEW);
        grid.setVisible(allowed);
        toolbar.setVisible(allowed);
        quiet = true;
        try {
            text.setValue(filters().text("q"));
        } finally {
            quiet = false;
        }
        reload();
    }

    private void reload() {
        grid.names(fleet.hosts(actors.current()).stream()
                .collect(Collectors.toMap(host -> host.id().value(), HostView::name)));
        entries.clear();
        read(Long.MAX_VALUE);
    }

    private void older() {
        if (!entries.isEmpty()) {
            read(entries.getLast().seq());
        }
    }

    private void read(long before) {
        trouble.removeAll();
        try {
            var read = log.list(actors.current(), text.getValue().strip(), before, STEP);
            entries.addAll(read);
            grid.setItems(List.copyOf(entries));
            older.setVisible(read.size() == STEP);
            summary(entries.isEmpty() ? "" : Texts.of("audit.summary", entries.size()));
        } catch (LongshoreException e) {
            older.setVisible(false);
            trouble.add(ErrorNote.of(e));
        }
    }
}

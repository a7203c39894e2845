package dev.longshore.ui.registries;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registries by name; who may change them sees their accounts, and nobody sees a password. */
@Route("registries")
@PermitAll
final class RegistriesView extends PageView {

    private static final Set<String> LEFT_OUT_NARROW = Set.of("account", "connection", "changed");

    private final transient Registries registries;
    private final transient UiActor actors;
    private final Grid<Registry> grid = new Grid<>();
    private final Button add = new Button(Texts.of("registries.add"), Icons.of("plus"), _ -> edit(null));

    RegistriesView(Registries registries, UiActor actors) {
        super("registries.title");
        this.registries = registries;
        this.actors = actors;
        boolean admin = actors.may(Permission.REGISTRY_ADMIN);
        add.addThemeVariants(ButtonVariant.PRIMARY);
        add.setVisible(admin);
        addActions(add);
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.setSizeFull();
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.addColumn(Registry::name)
                .setHeader(Texts.of("registries.name"))
                .setComparator(Comparator.comparing(Registry::name, String.CASE_INSENSITIVE_ORDER))
                .setFlexGrow(2);
        grid.addColumn(Registry::host)
                .setHeader(Texts.of("registries.host"))
                .setComparator(Comparator.comparing(Registry::host))
                .setFlexGrow(2);
        if (admin) {
            grid.addColumn(RegistriesView::account)
                    .setHeader(Texts.of("registries.account"))
                    .setKey("account")
                    .setFlexGrow(2);
        }
        grid.addComponentColumn(RegistriesView::connection)
                .setHeader(Texts.of("registries.connection"))
                .setKey("connection")
                .setAutoWidth(true);
        grid.addComponentColumn(registry -> new Age(registry.changedAt()))
                .setHeader(Texts.of("registries.changed"))
                .setKey("changed")
                .setComparator(Comparator.comparing(Registry::changedAt))
                .setWidth("7rem")
                .setFlexGrow(0);
        if (admin) {
            grid.addComponentColumn(this::buttons)
                    .setKey("ways")
                    .setHeader("")
                    .setAutoWidth(true)
                    .setFlexGrow(0);
        }
        Narrow.watch(
                grid,
                narrow -> grid.getColumns()
                        .forEach(column -> column.setVisible(!narrow || !LEFT_OUT_NARROW.contains(column.getKey()))));
        grid.setEmptyStateComponent(new EmptyState(
                "key", Texts.of("registries.none"), Texts.of(admin ? "registries.noneText" : "registries.noneViewer")));
        var help = new Span(Texts.of("registries.help"));
        help.addClassName("ls-dim");
        add(help, grid);
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        refresh();
    }

    /** For tests: what is listed. */
    Grid<Registry> grid() {
        return grid;
    }

    private void refresh() {
        var all = registries.list(actors.current());
        summary(Texts.of("registries.summary", all.size()));
        grid.setItems(all);
    }

    private static String account(Registry registry) {
        return registry.hasPassword() ? registry.username() : Texts.of("registries.anonymous");
    }

    private static Span connection(Registry registry) {
        if (registry.plainHttp()) {
            return StateBadge.of(Tone.WARN, Texts.of("registries.plain"));
        }
        return StateBadge.of(
                Tone.OK, Texts.of(registry.certificateAuthority().isEmpty() ? "registries.tls" : "registries.ownCa"));
    }

    private Div buttons(Registry registry) {
        var edit = new Button(Texts.of("registries.edit"), _ -> edit(registry));
        var remove = new Button(Texts.of("action.remove"), _ -> remove(registry));
        List.of(edit, remove).forEach(button -> button.addThemeVariants(ButtonVariant.TERTIARY));
        var buttons = new Div(edit, remove);
        buttons.addClassName("ls-ways");
        return buttons;
    }

    private void edit(@Nullable Registry registry) {
        new RegistryDialog(registry, wanted -> {
                    if (registry == null) {
                        registries.add(actors.current(), wanted);
                    } else {
                        registries.change(actors.current(), registry.id(), wanted);
                    }
                    refresh();
                })
                .open();
    }

    private void remove(Registry registry) {
        new Confirm(
                        Texts.of("registries.remove.title", registry.name()),
                        Texts.of("registries.remove.text"),
                        List.of(registry.name() + " · " + registry.host() + " · " + account(registry)),
                        Texts.of("action.remove"),
                        () -> {
                            ErrorNote.guard(() -> registries.remove(actors.current(), registry.id()));
                            refresh();
                        })
                .open();
    }
}

package dev.longshore.ui.registries;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.ImageRef;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryBrowser;
import dev.longshore.registries.RegistrySearch;
import dev.longshore.ui.images.ImageDialogs;
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
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.live.Ask;
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
    private final transient RegistryBrowser browser;
    private final transient UiActor actors;
    private final transient RegistrySearch search;
    private final TextField text = new TextField();
    private final SearchPart found;
    private int asked;
    private final Grid<Registry> grid = new Grid<>();
    private final Button add = new Button(Texts.of("registries.add"), Icons.of("plus"), _ -> edit(null));

    RegistriesView(
            Registries registries,
            RegistryBrowser browser,
            RegistrySearch search,
            ImageDialogs dialogs,
            UiActor actors) {
        super("registries.title");
        this.registries = registries;
        this.browser = browser;
        this.search = search;
        this.actors = actors;
        boolean admin = actors.may(Permission.REGISTRY_ADMIN);
        add.addThemeVariants(ButtonVariant.PRIMARY);
        add.setVisible(admin);
        if (dialogs.offers(Permission.HOST_CONFIGURE)) {
            addActions(new Button(Texts.of("mirrors.open"), Icons.of("host"), _ -> dialogs.mirrors(Set.of())));
        }
        addActions(add);
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.setSizeFull();
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        boolean browses = actors.mayAnywhere(Permission.REGISTRY_BROWSE);
        grid.addComponentColumn(registry -> browses
                        ? new Anchor(BrowseView.path(registry, ""), registry.name())
                        : new Span(registry.name()))
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
        found = new SearchPart(
                actors.mayAnywhere(Permission.IMAGE_PULL)
                        ? repository -> dialogs.pull(List.of(ImageRef.of(repository.familiarName())), Set.of())
                        : null);
        text.setVisible(browses);
        text.setPlaceholder(Texts.of("search.placeholder"));
        text.setPrefixComponent(Icons.of("search"));
        text.setClearButtonVisible(true);
        text.setWidth("min(26rem, 100%)");
        text.getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
        text.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                filters().set("q", text.getValue().strip());
                filtersChanged();
                find();
            }
        });
        add(new Toolbar(text), found, help, grid);
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        refresh();
        text.setValue(filters().text("q"));
        find();
    }

    /** Asks all registries at once for what is in the field. */
    private void find() {
        int mine = ++asked;
        var wanted = text.getValue().strip();
        found.setVisible(!wanted.isEmpty());
        if (wanted.isEmpty()) {
            return;
        }
        found.asking(wanted);
        Actor actor = actors.current();
        Ask.of(
                UI.getCurrent(),
                () -> search.everywhere(actor, wanted, null),
                parts -> {
                    if (mine == asked) {
                        found.show(parts);
                    }
                },
                trouble -> {
                    if (mine == asked) {
                        found.refused(trouble);
                    }
                });
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
        var test = new Button(Texts.of("registries.test"), _ -> test(registry));
        var edit = new Button(Texts.of("registries.edit"), _ -> edit(registry));
        var remove = new Button(Texts.of("action.remove"), _ -> remove(registry));
        List.of(test, edit, remove).forEach(button -> button.addThemeVariants(ButtonVariant.TERTIARY));
        var buttons = new Div(test, edit, remove);
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

    private void test(Registry registry) {
        var dialog = new TestDialog(registry);
        dialog.open();
        Actor actor = actors.current();
        Ask.of(
                UI.getCurrent(),
                () -> browser.test(actor, registry.id()),
                test -> dialog.show(registry, test),
                dialog::fail);
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

package dev.longshore.ui.registries;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.Page;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryBrowser;
import dev.longshore.registries.RegistryTag;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Toolbar;
import dev.longshore.ui.live.Ask;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a registry holds: its repositories, and with {@code ?repository=} the tags of one. */
@Route("registries/:registry")
@PermitAll
final class BrowseView extends PageView {

    private static final int TAGS = 25;

    private final transient Registries registries;
    private final transient RegistryBrowser browser;
    private final transient Fleet fleet;
    private final transient ImageDialogs dialogs;
    private final transient UiActor actors;
    private final TextField filter = new TextField();
    private final Anchor up = new Anchor();
    private final Div body = new Div();
    private final Button earlier = new Button(Texts.of("browse.earlier"), _ -> turn(-1));
    private final Button later = new Button(Texts.of("browse.later"), _ -> turn(1));
    private final TagGrid tags;
    private transient @Nullable Registry registry;
    private int asked;
    private int page;

    BrowseView(Registries registries, RegistryBrowser browser, Fleet fleet, ImageDialogs dialogs, UiActor actors) {
        super("registries.title");
        this.registries = registries;
        this.browser = browser;
        this.fleet = fleet;
        this.dialogs = dialogs;
        this.actors = actors;
        tags = new TagGrid(
                actors.mayAnywhere(Permission.IMAGE_PULL) ? this::pull : null,
                actors.may(Permission.REGISTRY_DELETE) ? this::askWhatGoes : null);
        Narrow.watch(this, tags::compact);
        filter.setClearButtonVisible(true);
        filter.setValueChangeMode(ValueChangeMode.LAZY);
        filter.setValueChangeTimeout(400);
        filter.getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
        filter.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                filters().set("q", filter.getValue().strip()).set("page", (String) null);
                filtersChanged();
                show();
            }
        });
        body.addClassName("ls-browse");
        add(new Toolbar(up, filter).right(earlier, later), body);
    }

    /** Where the tags of a repository are shown; without one, all repositories. */
    static String path(Registry registry, String repository) {
        var path = "registries/" + registry.id();
        return repository.isEmpty()
                ? path
                : path + "?" + new QueryParameters(Map.of("repository", List.of(repository))).getQueryString();
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        registry = null;
        try {
            var id = event.getRouteParameters().get("registry").orElse("");
            registry = registries.get(actors.current(), id.matches("[0-9]{1,18}") ? Long.parseLong(id) : -1);
        } catch (LongshoreException unknown) {
            body.removeAll();
            body.add(ErrorNote.of(unknown));
        }
        filter.setValue(filters().text("q"));
        show();
    }

    private String repository() {
        return filters().text("repository");
    }

    private void show() {
        var shown = registry;
        earlier.setVisible(false);
        later.setVisible(false);
        filter.setVisible(shown != null);
        if (shown == null) {
            headline(Texts.of("registries.title"));
            summary();
            up(Texts.of("registries.title"), "registries");
            return;
        }
        boolean inside = !repository().isEmpty();
        headline(inside ? repository() : shown.name());
        summary(shown.host());
        up(inside ? shown.name() : Texts.of("registries.title"), inside ? path(shown, "") : "registries");
        filter.setPlaceholder(Texts.of(inside ? "browse.filterTags" : "browse.filterRepositories"));
        body.removeAll();
        body.add(dim(Texts.of("browse.asking", shown.host())));
        if (inside) {
            showTags(shown, repository());
        } else {
            showRepositories(shown, "", null);
        }
    }

    private void up(String text, String href) {
        up.setText("‹ " + text);
        up.setHref(href);
    }

    private <T> void ask(Supplier<T> question, Consumer<T> answered) {
        int mine = ++asked;
        Ask.of(
                UI.getCurrent(),
                question,
                answer -> {
                    if (mine == asked) {
                        answered.accept(answer);
                    }
                },
                trouble -> {
                    if (mine == asked) {
                        refused(trouble);
                    }
                });
    }

    private void refused(LongshoreException trouble) {
        body.removeAll();
        var shown = registry;
        if (trouble.code() == ErrorCode.REGISTRY_UNSUPPORTED && repository().isEmpty() && shown != null) {
            filter.setVisible(false);
            body.add(new EmptyState("search", trouble.reason(), Texts.of("browse.noList"), byName(shown)));
        } else {
            body.add(ErrorNote.of(trouble));
        }
    }

    /** A way in for who knows the name of a repository. */
    private static Component byName(Registry shown) {
        var name = new TextField(Texts.of("browse.repository"));
        name.setPlaceholder("library/nginx");
        name.getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
        name.addValueChangeListener(change -> {
            var text = change.getValue().strip();
            if (!text.isEmpty()) {
                try {
                    var repository = ImageRef.ofName(shown.host() + "/" + text).path();
                    UI.getCurrent().navigate("registries/" + shown.id(), QueryParameters.of("repository", repository));
                } catch (LongshoreException outsideTheGrammar) {
                    name.setErrorMessage(outsideTheGrammar.reason());
                    name.setInvalid(true);
                }
            }
        });
        return name;
    }

    private void showRepositories(Registry shown, String next, @Nullable UnorderedList known) {
        Actor actor = actors.current();
        var text = filter.getValue();
        ask(() -> browser.repositories(actor, shown.id(), text, next), found -> {
            var list = known == null ? new UnorderedList() : known;
            list.addClassName("ls-repositories");
            found.names().forEach(name -> list.add(new ListItem(new Anchor(path(shown, name), name))));
            body.removeAll();
            if (list.getComponentCount() == 0) {
                body.add(new EmptyState(
                        "search",
                        Texts.of("browse.noRepositories"),
                        Texts.of(text.isBlank() ? "browse.noRepositoriesText" : "browse.noMatch"),
                        byName(shown)));
                return;
            }
            body.add(list);
            if (!found.next().isEmpty()) {
                body.add(new Button(Texts.of("browse.more"), _ -> showRepositories(shown, found.next(), list)));
            }
        });
    }

    private void showTags(Registry shown, String repository) {
        Actor actor = actors.current();
        var text = filter.getValue();
        page = Math.max(0, filters().number("page", 0));
        int wanted = page;
        ask(() -> browser.tags(actor, shown.id(), repository, text, wanted, TAGS), found -> {
            if (found.items().isEmpty() && found.total() > 0) { // an old link, or the last tag of the last page is gone
                turn((found.total() - 1) / TAGS - page);
                return;
            }
            body.removeAll();
            if (found.items().isEmpty()) {
                body.add(new EmptyState(
                        "search",
                        Texts.of("browse.noTags"),
                        Texts.of(text.isBlank() ? "browse.noTagsText" : "browse.noMatch")));
                return;
            }
            var names = fleet.hosts(actors.current()).stream().collect(Collectors.toMap(HostView::id, HostView::name));
            tags.show(found.items(), names);
            body.add(tags);
            turned(found);
            summary(shown.host() + " · " + Texts.of("browse.tags", found.total()));
        });
    }

    private void turned(Page<RegistryTag> found) {
        boolean several = found.total() > TAGS;
        earlier.setVisible(several);
        later.setVisible(several);
        earlier.setEnabled(page > 0);
        later.setEnabled((page + 1) * TAGS < found.total());
    }

    private void turn(int by) {
        filters().set("page", page + by <= 0 ? null : String.valueOf(page + by));
        filtersChanged();
        show();
    }

    private static Span dim(String text) {
        var span = new Span(text);
        span.addClassName("ls-dim");
        return span;
    }

    private void pull(RegistryTag tag) {
        var shown = registry;
        if (shown != null) {
            dialogs.pull(List.of(ImageRef.of(shown.host() + "/" + repository() + ":" + tag.tag())), Set.<HostId>of());
        }
    }

    /** A manifest goes with all tags that name it: which ones is looked up before anybody is asked. */
    private void askWhatGoes(RegistryTag tag) {
        var shown = registry;
        if (shown == null) {
            return;
        }
        Actor actor = actors.current();
        var repository = repository();
        Ask.of(
                UI.getCurrent(),
                () -> browser.deletion(actor, shown.id(), repository, tag.tag()),
                deletion -> new Confirm(
                                Texts.of("browse.delete.title", repository + ":" + tag.tag()),
                                Texts.of("browse.delete.text", deletion.tags().size(), shown.name()),
                                deletion.tags().stream()
                                        .map(each -> repository + ":" + each)
                                        .toList(),
                                Texts.of("browse.delete"),
                                () -> delete(shown, deletion))
                        .open(),
                ErrorNote::show);
    }

    private void delete(Registry shown, RegistryTag.Deletion deletion) {
        Actor actor = actors.current();
        Ask.of(
                UI.getCurrent(),
                () -> {
                    browser.delete(actor, shown.id(), deletion);
                    return deletion;
                },
                _ -> {
                    ErrorNote.done(Texts.of("browse.deleted", deletion.tags().size()));
                    show();
                },
                ErrorNote::show);
    }
}

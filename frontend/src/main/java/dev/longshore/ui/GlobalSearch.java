package dev.longshore.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import com.vaadin.flow.router.QueryParameters;
import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.session.UiActor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The search field of the top bar: finds hosts, images and containers by parts of their names, and jumps there. */
final class GlobalSearch extends ComboBox<GlobalSearch.Hit> {

    private static final int EACH = 8;

    /** Something found, and where it is shown. */
    record Hit(String icon, String name, String detail, String path, Map<String, String> parameters) {}

    private final transient Fleet fleet;
    private final transient UiActor actors;

    GlobalSearch(Fleet fleet, UiActor actors) {
        this.fleet = fleet;
        this.actors = actors;
        addClassName("ls-search");
        setPlaceholder(getTranslation("shell.search"));
        setAriaLabel(getTranslation("shell.search"));
        setPrefixComponent(Icons.of("search"));
        setClearButtonVisible(true);
        setItemLabelGenerator(Hit::name);
        setRenderer(new ComponentRenderer<>(GlobalSearch::show));
        setItems(query -> {
            List<Hit> hits = find(query.getFilter().orElse(""));
            return hits.stream().skip(query.getOffset()).limit(query.getLimit());
        });
        addValueChangeListener(change -> {
            Hit hit = change.getValue();
            if (hit != null) {
                clear();
                UI.getCurrent().navigate(hit.path(), QueryParameters.simple(hit.parameters()));
            }
        });
    }

    List<Hit> find(String text) {
        Actor actor = actors.current();
        String wanted = text.strip();
        String lower = wanted.toLowerCase(Locale.ROOT);
        List<Hit> hits = new ArrayList<>();
        fleet.hosts(actor).stream()
                .filter(host -> host.name().toLowerCase(Locale.ROOT).contains(lower))
                .limit(EACH)
                .map(host -> new Hit(
                        "host",
                        host.name(),
                        Texts.of("host.state." + host.state().name()),
                        "hosts/" + host.id(),
                        Map.of()))
                .forEach(hits::add);
        if (wanted.isEmpty()) {
            return hits;
        }
        fleet
                .images(
                        actor,
                        new ImageQuery(
                                Set.of(), wanted, false, false, false, ImageQuery.Sort.REFERENCE, false, 0, EACH))
                .items()
                .stream()
                .map(row -> {
                    String name = row.tag().isEmpty() ? row.repository() : row.repository() + ":" + row.tag();
                    return new Hit(
                            "image",
                            name,
                            Texts.of("search.onHosts", row.cells().size()),
                            "images",
                            Map.of("q", row.dangling() ? row.key() : name));
                })
                .forEach(hits::add);
        fleet.containers(actor, new ContainerQuery(Set.of(), wanted, Set.of(), 0, EACH)).items().stream()
                .map(container -> new Hit(
                        "container",
                        container.name(),
                        container.hostName(),
                        "containers",
                        Map.of("q", container.name())))
                .forEach(hits::add);
        return hits;
    }

    private static Div show(Hit hit) {
        Span detail = new Span(hit.detail());
        detail.addClassName("ls-dim");
        Div row = new Div(Icons.of(hit.icon()), new Span(hit.name()), detail);
        row.addClassName("ls-hit");
        return row;
    }
}

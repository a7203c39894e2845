package dev.longshore.ui.overview;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetSummary;
import dev.longshore.inventory.HostView;
import dev.longshore.operations.Operations;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first page. Its first line says what is wrong, where, and since when; everything else is below it. */
@Route("")
@PermitAll
final class OverviewView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private static final int SHOWN = 12;
    private static final int FAILED_SHOWN = 3;

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final transient Watchman watchman;
    private final transient FailedJobs failedJobs;
    private final H1 headline = new H1();
    private final Span summary = new Span();
    private final Div attention = new Div();
    private final HostTiles tiles = new HostTiles();
    private final Figures figures;
    private final Div all = new Div();
    private List<Trouble> shown = List.of();
    private List<Trouble> failed = List.of();
    private boolean filled;

    OverviewView(
            Fleet fleet, Operations operations, UiActor actors, Watchman watchman, FailedJobs failedJobs, UiFeed feed) {
        this.fleet = fleet;
        this.actors = actors;
        this.watchman = watchman;
        this.failedJobs = failedJobs;
        this.figures = new Figures(fleet, operations);
        addClassName("ls-page");
        summary.addClassName("ls-summary");
        Div head = new Div(headline, summary);
        head.addClassName("ls-head");
        attention.addClassName("ls-attention");
        H2 hosts = new H2(getTranslation("nav.hosts"));
        hosts.addClassName("ls-caption");
        Div right = new Div(hosts, tiles);
        Div top = new Div(attention, right);
        top.addClassName("ls-overview-top");
        all.add(head, top, figures);
        all.addClassName("ls-overview");
        feed.watch(this, Interest.fleet().andOperations(), _ -> refresh());
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        refresh();
    }

    private void refresh() {
        Actor actor = actors.current();
        List<HostView> hosts = fleet.hosts(actor);
        if (hosts.isEmpty()) {
            filled = false;
            removeAll();
            add(nothing());
            return;
        }
        if (!filled) {
            removeAll();
            add(all);
            filled = true;
        }
        FleetSummary numbers = fleet.summary(actor);
        List<Trouble> troubles = watchman.look(actor, hosts);
        List<Trouble> undone = failedJobs.look(actor, hosts);
        headline(troubles, undone.isEmpty());
        attention(troubles, undone);
        tiles.show(hosts);
        int running = figures.show(actor, numbers, hosts);
        summary.setText(getTranslation(
                "overview.summary",
                numbers.hostsOnline(),
                numbers.hosts(),
                numbers.containers().running(),
                running));
    }

    private void headline(List<Trouble> troubles, boolean nothingFailed) {
        headline.removeAll();
        if (troubles.isEmpty()) {
            Span well = new Span(
                    Icons.of("check"),
                    new Span(getTranslation(nothingFailed ? "overview.well" : "overview.well.hosts")));
            well.addClassNames("ls-headline", "ls-ok");
            headline.add(well);
            return;
        }
        Set<String> hosts = new LinkedHashSet<>();
        troubles.forEach(trouble -> hosts.addAll(trouble.hosts()));
        Span count = new Span(getTranslation("overview.trouble", troubles.size()));
        boolean bad = troubles.stream().anyMatch(trouble -> trouble.tone() == Tone.BAD);
        count.addClassNames("ls-headline", bad ? "ls-bad" : "ls-warn");
        headline.add(count);
        if (!hosts.isEmpty()) {
            headline.add(new Span(" " + getTranslation("overview.trouble.on", Texts.list(hosts, 3))));
        }
    }

    private void attention(List<Trouble> troubles, List<Trouble> undone) {
        if (troubles.equals(shown) && undone.equals(failed) && attention.getComponentCount() > 0) {
            return;
        }
        shown = troubles;
        failed = undone;
        attention.removeAll();
        H2 caption = new H2(getTranslation("overview.attention"));
        caption.addClassName("ls-caption");
        attention.add(caption);
        if (troubles.isEmpty() && undone.isEmpty()) {
            Div well = new Div(Icons.of("check"), new Span(getTranslation("overview.nothing")));
            well.addClassNames("ls-nothing", "ls-ok");
            attention.add(well);
        }
        troubles.stream().limit(SHOWN).forEach(trouble -> attention.add(line(trouble)));
        if (troubles.size() > SHOWN) {
            Span rest = new Span(getTranslation("list.rest", troubles.size() - SHOWN));
            rest.addClassName("ls-dim");
            attention.add(rest);
        }
        if (!undone.isEmpty()) {
            attention.add(line(new Trouble(
                    Tone.WARN,
                    getTranslation("overview.failures", undone.size()),
                    "",
                    List.of(),
                    null,
                    List.of(new Trouble.Way(
                            getTranslation("overview.failures.all"), "operations", Map.of("state", "failed"))))));
            undone.stream().limit(FAILED_SHOWN).map(this::line).forEach(line -> {
                line.addClassName("ls-trouble-sub");
                attention.add(line);
            });
        }
    }

    private Div line(Trouble trouble) {
        Span dot = new Span();
        dot.addClassName("ls-dot");
        Div mark = new Div(dot);
        mark.addClassName(trouble.tone().css());
        Span what = new Span(trouble.what());
        what.addClassName("ls-strong");
        Span detail = new Span(trouble.detail());
        detail.addClassName("ls-dim");
        Div words = new Div(what, detail);
        words.addClassName("ls-lines");
        Div ways = new Div();
        ways.addClassName("ls-ways");
        if (trouble.since() != null) {
            Span since = new Span(new Span(getTranslation("overview.since") + " "), new Moment(trouble.since()));
            since.addClassName("ls-dim");
            ways.add(since);
        }
        for (Trouble.Way way : trouble.ways()) {
            ways.add(new Button(
                    way.label(),
                    _ -> getUI().ifPresent(ui -> ui.navigate(way.path(), QueryParameters.simple(way.filters())))));
        }
        Div line = new Div(mark, words, ways);
        line.addClassName("ls-trouble");
        return line;
    }

    private EmptyState nothing() {
        if (!actors.may(Permission.HOST_ADD)) {
            return new EmptyState("host", getTranslation("hosts.empty"), getTranslation("hosts.empty.viewer"));
        }
        Button add = new Button(
                getTranslation("hosts.add"),
                Icons.of("plus"),
                _ -> getUI().ifPresent(ui -> ui.navigate("hosts", QueryParameters.simple(Map.of("add", "true")))));
        add.addThemeVariants(ButtonVariant.PRIMARY);
        return new EmptyState("host", getTranslation("hosts.empty"), getTranslation("hosts.empty.text"), add);
    }

    @Override
    public String getPageTitle() {
        return getTranslation("nav.overview") + " · Longshore";
    }

    /** For tests: what is shown as wrong. */
    List<Trouble> troubles() {
        return shown;
    }

    /** For tests: what failed of late, the parts in sight and the rest. */
    List<Trouble> failed() {
        return failed;
    }
}

package dev.longshore.ui;

import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/** Says that the tab is connected, and how old the newest data is. The browser itself turns it red without the server. */
final class LiveMark extends Span {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final transient Clock clock;
    private final Age age = new Age(null);
    private Instant shownAt = Instant.EPOCH;

    LiveMark(Fleet fleet, UiActor actors, UiFeed feed, Clock clock) {
        this.fleet = fleet;
        this.actors = actors;
        this.clock = clock;
        addClassNames("ls-state", "ls-ok", "ls-live");
        Span dot = new Span();
        dot.addClassName("ls-dot");
        Span live = new Span(getTranslation("shell.live"));
        live.addClassName("ls-live-word");
        add(dot, live, age);
        getElement().setAttribute("data-lost", getTranslation("shell.lost"));
        getElement().setAttribute("title", getTranslation("shell.live.hint"));
        refresh();
        feed.watch(this, Interest.fleet(), _ -> {
            if (Duration.between(shownAt, clock.instant()).compareTo(PAUSE) >= 0) {
                refresh();
            }
        });
    }

    private void refresh() {
        shownAt = clock.instant();
        age.setAt(fleet.hosts(actors.current()).stream()
                .map(HostView::dataAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null));
    }
}

package dev.longshore.ui.overview;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Meter;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A tile for each host, those in trouble first; of a great fleet only the first, with a way to the rest. */
final class HostTiles extends Div {

    private static final int MOST = 40;

    private List<Shown> shown = List.of();

    /** What a tile shows; equal ones are not drawn again. */
    private record Shown(
            String id, String name, HostState state, Tone tone, String running, int diskPercent, long lastSeen) {}

    HostTiles() {
        addClassName("ls-tiles");
    }

    void show(List<HostView> hosts) {
        List<HostView> sorted = new ArrayList<>(hosts);
        sorted.sort(Comparator.comparingInt((HostView host) -> order(Watchman.tone(host)))
                .thenComparing(HostView::name));
        List<Shown> now = sorted.stream().limit(MOST).map(HostTiles::shown).toList();
        if (now.equals(shown)) {
            return;
        }
        shown = now;
        removeAll();
        now.forEach(host -> add(tile(host)));
        if (hosts.size() > MOST) {
            Anchor rest = new Anchor("hosts", getTranslation("overview.hosts.more", hosts.size() - MOST));
            rest.setRouterIgnore(false);
            Div tile = new Div(rest);
            tile.addClassNames("ls-tile", "ls-tile-more");
            add(tile);
        }
    }

    private static int order(Tone tone) {
        return switch (tone) {
            case BAD -> 0;
            case STALE -> 1;
            case WARN -> 2;
            case INFO -> 3;
            case OK -> 4;
        };
    }

    private static Shown shown(HostView host) {
        boolean silent = host.state() == HostState.OFFLINE;
        return new Shown(
                host.id().value(),
                host.name(),
                host.state(),
                Watchman.tone(host),
                words(host),
                (int) Math.round(Watchman.used(host.facts()) * 100),
                silent && host.lastSeen() != null ? host.lastSeen().toEpochMilli() : 0);
    }

    private static String words(HostView host) {
        if (host.state() != HostState.ONLINE) {
            return Texts.of("host.state." + host.state().name());
        }
        StringBuilder words = new StringBuilder(
                Texts.of("overview.tile.running", host.containers().running()));
        if (host.containers().restarting() > 0) {
            words.append(" · ")
                    .append(Texts.of(
                            "overview.tile.restarting", host.containers().restarting()));
        } else if (host.containers().unhealthy() > 0) {
            words.append(" · ")
                    .append(Texts.of(
                            "overview.tile.unhealthy", host.containers().unhealthy()));
        }
        return words.toString();
    }

    private Anchor tile(Shown host) {
        Span dot = new Span();
        dot.addClassName("ls-dot");
        Span name = new Span(host.name());
        name.addClassName("ls-tile-name");
        Div title = new Div(dot, name);
        title.addClassNames("ls-state", host.tone().css());
        Div words = new Div(new Span(host.running()));
        words.addClassName("ls-tile-words");
        if (host.lastSeen() != 0) {
            Age age = new Age(java.time.Instant.ofEpochMilli(host.lastSeen()));
            words.add(new Span(" · "), age);
        }
        Anchor tile = new Anchor("hosts/" + host.id());
        tile.addClassName("ls-tile");
        tile.add(title, words);
        if (host.diskPercent() > 0) {
            double part = host.diskPercent() / 100.0;
            Span label = new Span(getTranslation("overview.tile.disk", host.diskPercent()));
            Div disk = new Div(new Meter(part, Meter.diskTone(part)), label);
            disk.addClassName("ls-tile-disk");
            tile.add(disk);
        }
        return tile;
    }
}

package dev.longshore.ui.overview;

import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.inventory.ImageRow;
import dev.longshore.model.HostId;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.overview.Trouble.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds what needs somebody: what is wrong now, where, since when, and where to do something about it. */
@Component
final class Watchman {

    private static final double DISK_FULL = 0.85;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final int DRIFT_ROWS = 4;
    private static final int CONTAINERS = 200;

    private final Fleet fleet;

    Watchman(Fleet fleet) {
        this.fleet = fleet;
    }

    /** What needs somebody, the worst and newest first. */
    List<Trouble> look(Actor actor, List<HostView> hosts) {
        List<Trouble> found = new ArrayList<>();
        hosts.forEach(host -> host(host, found));
        containers(actor, hosts, found);
        outdated(hosts, found);
        drift(actor, hosts, found);
        found.sort(Comparator.comparing((Trouble trouble) -> trouble.tone() != Tone.BAD)
                .thenComparing(Trouble::since, Comparator.nullsLast(Comparator.reverseOrder())));
        return found;
    }

    private void host(HostView host, List<Trouble> found) {
        Way open = new Way(Texts.of("overview.way.host"), "hosts/" + host.id(), Map.of());
        List<String> here = List.of(host.name());
        if (host.state() != HostState.ONLINE && host.state() != HostState.PENDING) {
            String what = Texts.of("overview.host." + host.state().name(), host.name());
            String reason = Texts.reason(host);
            String detail = reason.isBlank()
                    ? Texts.of("overview.host.stale", host.containers().total())
                    : reason;
            found.add(new Trouble(Tone.BAD, what, detail, here, host.stateSince(), List.of(open)));
        }
        HostFacts facts = host.facts();
        if (facts != null && facts.storage().diskTotalBytes() > 0) {
            double used = 1
                    - facts.storage().diskFreeBytes() / (double) facts.storage().diskTotalBytes();
            if (used > DISK_FULL) {
                found.add(disk(host, facts, used, open));
            }
        }
        if (host.clockSkew().abs().compareTo(CLOCK_SKEW) > 0) {
            String key = host.clockSkew().isNegative() ? "overview.clock.behind" : "overview.clock.ahead";
            String what = Texts.of(key, host.name(), Age.text(host.clockSkew().abs()));
            found.add(new Trouble(Tone.WARN, what, Texts.of("overview.clock.remedy"), here, null, List.of(open)));
        }
    }

    private static Trouble disk(HostView host, HostFacts facts, double used, Way open) {
        HostFacts.DiskUsage usage = facts.diskUsage();
        String detail = facts.engine().rootDir();
        if (usage != null && usage.imagesReclaimableBytes() > 0) {
            detail = detail + " · " + Texts.of("overview.disk.unused", Bytes.of(usage.imagesReclaimableBytes()));
        }
        Way unused = new Way(
                Texts.of("overview.way.unused"),
                "images",
                Map.of("host", host.id().value(), "show", "unused"));
        return new Trouble(
                used > 0.95 ? Tone.BAD : Tone.WARN,
                Texts.of("overview.disk", host.name(), Math.round(used * 100)),
                detail,
                List.of(host.name()),
                null,
                List.of(unused, open));
    }

    private void containers(Actor actor, List<HostView> hosts, List<Trouble> found) {
        Set<HostId> ill = hosts.stream()
                .filter(host -> host.state() == HostState.ONLINE)
                .filter(host ->
                        host.containers().unhealthy() > 0 || host.containers().restarting() > 0)
                .map(HostView::id)
                .collect(Collectors.toSet());
        if (ill.isEmpty()) {
            return;
        }
        List<FleetEvent> events = fleet.recentEvents(actor, 200);
        Set<String> states = Set.of("running", "restarting");
        fleet.containers(actor, new ContainerQuery(ill, "", states, 0, 1000)).items().stream()
                .filter(container -> container.state().equals("restarting")
                        || container.health().equals("unhealthy"))
                .limit(CONTAINERS)
                .forEach(container -> found.add(container(container, events)));
    }

    private static Trouble container(ContainerView container, List<FleetEvent> events) {
        boolean restarting = container.state().equals("restarting");
        String what = restarting
                ? Texts.of("overview.restarting", container.name(), container.restartCount())
                : Texts.of("overview.unhealthy", container.name());
        String detail = container.hostName()
                + (container.composeProject().isEmpty() ? "" : " › " + container.composeProject())
                + (restarting && container.exitCode() != 0
                        ? " · " + Texts.of("overview.exit", Integer.toString(container.exitCode()))
                        : "");
        String word = restarting ? "die" : "health_status";
        Instant since = events.stream()
                .filter(event -> event.id().equals(container.id().value()))
                .filter(event -> event.action().startsWith(word))
                .map(FleetEvent::at)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Way see = new Way(
                Texts.of("overview.way.container"),
                "containers",
                Map.of("q", container.name(), "host", container.host().value()));
        return new Trouble(
                restarting ? Tone.BAD : Tone.WARN, what, detail, List.of(container.hostName()), since, List.of(see));
    }

    private static void outdated(List<HostView> hosts, List<Trouble> found) {
        List<HostView> behind =
                hosts.stream().filter(host -> host.containers().outdated() > 0).toList();
        if (behind.isEmpty()) {
            return;
        }
        List<String> names = behind.stream().map(HostView::name).sorted().toList();
        int count =
                behind.stream().mapToInt(host -> host.containers().outdated()).sum();
        found.add(new Trouble(
                Tone.WARN,
                Texts.of("overview.outdated", count),
                Texts.of("overview.outdated.where", Texts.list(names, 4)),
                names,
                null,
                List.of(new Way(
                        Texts.of("overview.way.containers"),
                        "containers",
                        Map.of("show", "outdated", "state", "running")))));
    }

    private void drift(Actor actor, List<HostView> hosts, List<Trouble> found) {
        var page = fleet.images(
                actor, new ImageQuery(Set.of(), "", true, false, false, ImageQuery.Sort.HOSTS, true, 0, DRIFT_ROWS));
        Map<HostId, String> names = hosts.stream().collect(Collectors.toMap(HostView::id, HostView::name));
        for (ImageRow row : page.items()) {
            found.add(drift(row, names));
        }
        if (page.total() > page.items().size()) {
            found.add(new Trouble(
                    Tone.WARN,
                    Texts.of("overview.drift.more", page.total() - page.items().size()),
                    "",
                    List.of(),
                    null,
                    List.of(new Way(Texts.of("overview.way.compare"), "images", Map.of("show", "drift")))));
        }
    }

    private static Trouble drift(ImageRow row, Map<HostId, String> names) {
        long images = row.cells().values().stream()
                .map(ImageRow.Cell::variant)
                .distinct()
                .count();
        boolean each = images > 2; // then none of them is the one that the others differ from
        List<String> where = row.cells().entrySet().stream()
                .filter(cell -> each || cell.getValue().variant() > 0)
                .map(cell -> names.getOrDefault(cell.getKey(), cell.getKey().value()))
                .sorted()
                .toList();
        String reference = row.tag().isEmpty() ? row.repository() : row.repository() + ":" + row.tag();
        int hosts = row.cells().size();
        return new Trouble(
                Tone.WARN,
                each
                        ? Texts.of("overview.drift.many", reference, images, hosts)
                        : Texts.of("overview.drift", reference, where.size(), hosts),
                Texts.of(each ? "overview.drift.on" : "overview.drift.where", Texts.list(where, 4)),
                where,
                null,
                List.of(new Way(Texts.of("overview.way.compare"), "images", Map.of("show", "drift", "q", reference))));
    }

    /** The worst of a host for its tile: its own state, or that of its containers. */
    static Tone tone(HostView host) {
        Tone own = StateBadge.tone(host.state());
        if (own != Tone.OK) {
            return own;
        }
        if (host.containers().restarting() > 0) {
            return Tone.BAD;
        }
        return host.containers().unhealthy() > 0 || used(host.facts()) > DISK_FULL ? Tone.WARN : Tone.OK;
    }

    /** How full the disk is, as a part of 1; 0 if not known. */
    static double used(@Nullable HostFacts facts) {
        if (facts == null || facts.storage().diskTotalBytes() <= 0) {
            return 0;
        }
        return 1 - facts.storage().diskFreeBytes() / (double) facts.storage().diskTotalBytes();
    }
}

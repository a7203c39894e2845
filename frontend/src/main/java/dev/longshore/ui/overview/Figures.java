package dev.longshore.ui.overview;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerCounts;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.FleetSummary;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Meter;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.OpenActivity;
import dev.longshore.ui.kit.Panel;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lower half of the overview: containers by state, images and disk, running operations, latest events. */
final class Figures extends Div {

    private static final int EVENTS = 14;
    private static final int OPERATIONS = 6;

    private final transient Fleet fleet;
    private final transient Operations operations;
    private final Panel containers = new Panel(getTranslation("overview.containers"));
    private final Panel images = new Panel(getTranslation("overview.images"));
    private final Panel running = new Panel(getTranslation("overview.operations"));
    private final Panel events = new Panel(getTranslation("overview.latest"));
    private @Nullable FleetSummary shown;
    private List<FleetEvent> shownEvents = List.of();
    private Map<HostId, String> shownNames = Map.of();

    Figures(Fleet fleet, Operations operations) {
        this.fleet = fleet;
        this.operations = operations;
        addClassName("ls-figures");
        events.addClassName("ls-events");
        Div left = new Div(containers, images, running);
        left.addClassName("ls-figures-left");
        add(left, events);
    }

    /** Shows the figures of now, and tells how many operations are under way. */
    int show(Actor actor, FleetSummary numbers, List<HostView> hosts) {
        if (!numbers.equals(shown)) {
            shown = numbers;
            containers(numbers.containers());
            images(numbers);
        }
        List<FleetEvent> latest = fleet.recentEvents(actor, EVENTS * 4).stream()
                // a container that starts or ends says so itself
                .filter(event -> !event.type().equals("network"))
                .limit(EVENTS)
                .toList();
        Map<HostId, String> names = hosts.stream().collect(Collectors.toMap(HostView::id, HostView::name));
        if (!latest.equals(shownEvents) || !names.equals(shownNames) || latest.isEmpty()) {
            shownEvents = latest;
            shownNames = names;
            events.show(
                    latest.isEmpty()
                            ? List.<Component>of(dim("overview.latest.none")).toArray(Component[]::new)
                            : latest.stream().map(event -> event(event, names)).toArray(Component[]::new));
        }
        return operations(actor);
    }

    private void containers(ContainerCounts counts) {
        Div bar = new Div();
        bar.addClassName("ls-stack");
        Div legend = new Div();
        legend.addClassName("ls-legend");
        state(bar, legend, "running", counts.running() - counts.unhealthy(), Tone.OK, counts.total());
        state(bar, legend, "unhealthy", counts.unhealthy(), Tone.WARN, counts.total());
        state(bar, legend, "restarting", counts.restarting(), Tone.WARN, counts.total());
        state(bar, legend, "paused", counts.paused(), Tone.STALE, counts.total());
        state(bar, legend, "created", counts.created(), Tone.INFO, counts.total());
        state(bar, legend, "exited", counts.exited(), Tone.BAD, counts.total());
        containers.show(bar, legend);
    }

    private void state(Div bar, Div legend, String state, int count, Tone tone, int total) {
        if (count > 0 && total > 0) {
            Span part = new Span();
            part.addClassName(tone.css());
            part.getStyle().setWidth(String.format(Locale.ROOT, "%.2f%%", 100.0 * count / total));
            bar.add(part);
        }
        boolean health = state.equals("unhealthy");
        String word = getTranslation(health ? "container.health.unhealthy" : "container.state." + state);
        Span number = new Span(Texts.number(count));
        number.addClassName("ls-figure");
        Anchor link = new Anchor("containers?state=" + state);
        link.add(number, StateBadge.of(count == 0 ? Tone.STALE : tone, word));
        link.addClassName(count == 0 ? "ls-zero" : "ls-some");
        legend.add(link);
    }

    private void images(FleetSummary numbers) {
        Facts facts = new Facts()
                .fact(getTranslation("overview.references"), Texts.number(numbers.references()))
                .fact(getTranslation("overview.drifting"), Texts.number(numbers.driftingReferences()))
                .fact(getTranslation("overview.bytes"), measured(numbers, numbers.imagesBytes()))
                .fact(getTranslation("overview.reclaimable"), measured(numbers, numbers.imagesReclaimableBytes()));
        double part =
                numbers.imagesBytes() <= 0 ? 0 : numbers.imagesReclaimableBytes() / (double) numbers.imagesBytes();
        images.show(new Meter(part, Tone.WARN), facts);
    }

    /** Engines take their time to measure, and say nothing, or 0, until they have. */
    private String measured(FleetSummary numbers, long bytes) {
        boolean unknown = numbers.imagesBytes() < 0 || (numbers.imagesBytes() == 0 && numbers.references() > 0);
        return unknown ? getTranslation("overview.unmeasured") : Bytes.of(bytes);
    }

    private int operations(Actor actor) {
        List<Operation> active = new ArrayList<>();
        int total = 0;
        for (OperationState state : List.of(OperationState.RUNNING, OperationState.QUEUED)) {
            var page = operations.list(actor, new OperationQuery(null, state, null, "", 0, OPERATIONS));
            active.addAll(page.items());
            total += page.total();
        }
        if (active.isEmpty()) {
            running.show(dim("overview.operations.none"));
        } else {
            running.show(active.stream().limit(OPERATIONS).map(this::operation).toArray(Component[]::new));
        }
        return total;
    }

    private Div operation(Operation operation) {
        long ended =
                operation.parts().stream().filter(part -> part.state().ended()).count();
        double part = operation.parts().stream()
                .mapToDouble(one -> one.state().ended()
                        ? 1
                        : one.progress().totalBytes() == 0
                                ? 0
                                : one.progress().doneBytes()
                                        / (double) one.progress().totalBytes())
                .average()
                .orElse(0);
        Span title = new Span(getTranslation("operation.type." + operation.type()) + " " + operation.title());
        title.addClassName("ls-strong");
        Span detail = new Span(getTranslation(
                        "overview.operation.hosts", ended, operation.parts().size()) + " · " + operation.actor());
        detail.addClassName("ls-dim");
        Div head = new Div(title, detail);
        head.addClassName("ls-spread");
        Div row = new Div(head, new Meter(part, Tone.INFO));
        row.addClassName("ls-running-row");
        row.addClickListener(_ -> OpenActivity.show());
        return row;
    }

    private Span dim(String key) {
        Span text = new Span(getTranslation(key));
        text.addClassName("ls-dim");
        return text;
    }

    /** Hosts go by their names of now: a new one is named only after it has connected. */
    private static Div event(FleetEvent event, Map<HostId, String> names) {
        Moment at = new Moment(event.at());
        at.addClassNames("ls-dim", "ls-mono");
        Span action = new Span(Texts.action(event));
        action.addClassName("ls-event-action");
        String hostName = names.getOrDefault(event.host(), event.hostName());
        Span name = new Span(event.type().equals("host") ? "" : Texts.subject(event));
        name.addClassName("ls-cut");
        Span host = new Span(hostName);
        host.addClassName("ls-dim");
        Div row = new Div(at, action, name, host);
        row.addClassName("ls-event");
        return row;
    }
}

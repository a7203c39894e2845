package dev.longshore.ui.hosts;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.session.UiActor;
import java.util.List;

/** The latest events of a host, the newest first; new ones come in at the top. */
final class HostEvents extends Div implements HostPart {

    private static final int LOOKED_AT = 2000;
    private static final int SHOWN = 200;

    private boolean empty;

    HostEvents(Fleet fleet, UiActor actors, HostView host) {
        addClassName("ls-event-list");
        List<FleetEvent> events = fleet.recentEvents(actors.current(), LOOKED_AT).stream()
                .filter(event -> event.host().equals(host.id()))
                .limit(SHOWN)
                .toList();
        events.forEach(event -> add(row(event)));
        empty = events.isEmpty();
        if (empty) {
            add(new EmptyState("clock", getTranslation("events.none"), getTranslation("events.none.text")));
        }
    }

    @Override
    public void refresh(HostView host, Changes changes) {
        if (empty && !changes.events().isEmpty()) {
            removeAll();
            empty = false;
        }
        changes.events().forEach(event -> addComponentAsFirst(row(event)));
        while (getComponentCount() > SHOWN) {
            remove(getComponentAt(getComponentCount() - 1));
        }
    }

    private static Div row(FleetEvent event) {
        Moment at = new Moment(event.at());
        at.addClassNames("ls-dim", "ls-mono");
        Span type = new Span(event.type());
        type.addClassName("ls-dim");
        Span action = new Span(Texts.action(event));
        action.addClassName("ls-event-action");
        Span name = new Span(Texts.subject(event));
        name.addClassName("ls-cut");
        Span more = new Span(attributes(event));
        more.addClassNames("ls-dim", "ls-cut");
        Div row = new Div(at, type, action, name, more);
        row.addClassName("ls-event");
        return row;
    }

    private static String attributes(FleetEvent event) {
        StringBuilder words = new StringBuilder();
        for (String key : List.of("exitCode", "image", "signal")) {
            String value = event.attributes().get(key);
            if (value != null && !value.isEmpty()) {
                words.append(words.isEmpty() ? "" : " · ")
                        .append(key)
                        .append(' ')
                        .append(value);
            }
        }
        return words.toString();
    }
}

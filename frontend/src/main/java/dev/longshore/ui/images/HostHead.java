package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/** A host as the head of a column: its state as a dot and, unless it is online, in words with the age of the data. */
final class HostHead extends Div {

    /** What it shows: a head that looks the same need not be made anew. */
    static List<Object> look(HostView host) {
        var age = host.state().ready() ? "" : String.valueOf(host.dataAt());
        return List.of(host.name(), host.state(), Texts.reason(host), age);
    }

    HostHead(HostView host) {
        addClassNames("ls-host-head", StateBadge.tone(host.state()).css());
        var reason = Texts.reason(host);
        var word = Texts.of("host.state." + host.state().name());
        var dot = new Span();
        dot.addClassName("ls-dot");
        dot.getElement().setAttribute("role", "img").setAttribute("aria-label", word);
        var name = new Span(host.name());
        name.addClassName("ls-host-name");
        var words = new Div(name);
        words.addClassName("ls-head-words");
        add(dot, words);
        getElement().setAttribute("title", host.name() + " · " + word + (reason.isEmpty() ? "" : " · " + reason));
        if (!host.state().ready()) {
            addClassName("ls-away");
            var age = new Age(host.dataAt());
            age.addClassName("ls-head-age");
            var state = new Span(new Span(word + " "), age);
            state.addClassName("ls-head-state");
            words.add(state);
        }
    }
}

package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/** Names and values, one below the other; what is empty shows as a dash. */
public final class Facts extends DescriptionList {

    /** Nothing yet. */
    public Facts() {
        addClassName("ls-facts");
    }

    /** A line of text. */
    public Facts fact(String name, String value) {
        boolean none = value.isBlank();
        Span text = new Span(none ? "–" : value);
        if (none) {
            text.addClassName("ls-dim");
        }
        return fact(name, text);
    }

    /** A line for each text. */
    public Facts fact(String name, List<String> values) {
        if (values.isEmpty()) {
            return fact(name, "");
        }
        Span lines = new Span();
        lines.addClassName("ls-lines");
        values.forEach(value -> lines.add(new Span(value)));
        return fact(name, lines);
    }

    /** Yes or no, in words. */
    public Facts fact(String name, boolean value) {
        return fact(name, Texts.of(value ? "word.yes" : "word.no"));
    }

    /** Anything. */
    public Facts fact(String name, Component value) {
        Term term = new Term(name);
        Description description = new Description();
        description.add(value);
        add(term, description);
        return this;
    }
}

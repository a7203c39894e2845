package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;

/** A titled box on a page. */
public final class Panel extends Div {

    private final Div body;

    /** A box with a small title. */
    public Panel(String title, Component... content) {
        addClassName("ls-panel");
        body = new Div(content);
        body.addClassName("ls-panel-body");
        add(new H2(title), body);
    }

    /** Puts other content in. */
    public void show(Component... content) {
        body.removeAll();
        body.add(content);
    }

    /** Where the content is. */
    public Div body() {
        return body;
    }
}

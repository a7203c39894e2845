package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/** The row of filters above a table; what comes after {@link #right} stands at its end. */
public final class Toolbar extends Div {

    /** With these filters, from the left. */
    public Toolbar(Component... filters) {
        addClassName("ls-toolbar");
        add(filters);
    }

    /** Puts these at the right end. */
    public Toolbar right(Component... parts) {
        Span gap = new Span();
        gap.addClassName("ls-gap");
        add(gap);
        add(parts);
        return this;
    }
}

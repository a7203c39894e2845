package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;

/** Stands where a list has nothing to show, and says what to do next. */
public final class EmptyState extends Div {

    /**
     * An empty state.
     *
     * @param icon a name of {@link Icons}
     * @param actions buttons or lines to copy
     */
    public EmptyState(String icon, String title, String text, Component... actions) {
        addClassName("ls-empty");
        Div row = new Div(actions);
        row.addClassName("ls-empty-actions");
        add(Icons.of(icon), new H3(title), new Paragraph(text));
        if (actions.length > 0) {
            add(row);
        }
    }
}

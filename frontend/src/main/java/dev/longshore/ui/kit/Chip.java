package dev.longshore.ui.kit;

import com.vaadin.flow.component.ClickEvent;
import com.vaadin.flow.component.ComponentEventListener;
import com.vaadin.flow.component.html.NativeButton;

/** A filter that is on or off, with the number of what it would leave. */
public final class Chip extends NativeButton {

    private final String label;
    private boolean on;

    /** A chip that is off. */
    public Chip(String label) {
        super(label);
        this.label = label;
        addClassName("ls-chip");
        setOn(false);
    }

    /** Turns it on or off without telling anybody. */
    public void setOn(boolean on) {
        this.on = on;
        setClassName("ls-on", on);
        getElement().setAttribute("aria-pressed", Boolean.toString(on));
    }

    /** Whether it is on. */
    public boolean isOn() {
        return on;
    }

    /** Shows a number behind the label. */
    public void setCount(int count) {
        setText(label + " " + Texts.number(count));
    }

    /** Turns it over at each click, then tells. */
    public Chip onToggle(Runnable listener) {
        ComponentEventListener<ClickEvent<NativeButton>> click = _ -> {
            setOn(!on);
            listener.run();
        };
        addClickListener(click);
        return this;
    }
}

package dev.longshore.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/** A thin bar that is filled to a part, and coloured by its tone; what it says stands beside it in words. */
public final class Meter extends Div {

    private final Span fill = new Span();

    /** An empty bar. */
    public Meter() {
        addClassName("ls-meter");
        getElement().setAttribute("role", "presentation");
        add(fill);
    }

    /** A bar filled to a part of 1. */
    public Meter(double part, Tone tone) {
        this();
        set(part, tone);
    }

    /** Fills it to a part of 1; what is beyond is cut. */
    public void set(double part, Tone tone) {
        double percent = Math.clamp(part * 100, 0, 100);
        fill.getStyle().setWidth(String.format(java.util.Locale.ROOT, "%.1f%%", percent));
        fill.setClassName(tone.css());
    }

    /** The tone of a disk that is full to this part. */
    public static Tone diskTone(double part) {
        return part > 0.95 ? Tone.BAD : part > 0.85 ? Tone.WARN : Tone.INFO;
    }
}

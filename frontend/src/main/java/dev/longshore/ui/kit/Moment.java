package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasStyle;
import com.vaadin.flow.component.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A moment as time of day, with the date unless it was today; in the browser's own time zone (longshore/shell.js). */
@Tag("longshore-moment")
public final class Moment extends Component implements HasStyle {

    /** The moment; a dash for null. */
    public Moment(@Nullable Instant at) {
        setAt(at);
    }

    /** Shows another moment. */
    public void setAt(@Nullable Instant at) {
        if (at == null) {
            getElement().removeAttribute("at");
        } else {
            getElement().setAttribute("at", Long.toString(at.toEpochMilli()));
        }
    }
}

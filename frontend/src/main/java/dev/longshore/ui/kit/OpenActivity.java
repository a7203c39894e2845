package dev.longshore.ui.kit;

import com.vaadin.flow.component.ComponentEvent;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;

/** Asks the shell of a tab to open its activity drawer, for example after an operation was started. */
public final class OpenActivity extends ComponentEvent<UI> {

    private OpenActivity(UI ui) {
        super(ui, false);
    }

    /** Opens the drawer of the current tab. */
    public static void show() {
        UI ui = UI.getCurrent();
        if (ui != null) {
            ComponentUtil.fireEvent(ui, new OpenActivity(ui));
        }
    }
}

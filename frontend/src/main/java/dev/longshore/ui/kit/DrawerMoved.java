package dev.longshore.ui.kit;

import com.vaadin.flow.component.ComponentEvent;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.shared.Registration;
import java.util.function.Consumer;

/** The activity drawer of a tab was opened or closed, and a page has less or more room beside it. */
public final class DrawerMoved extends ComponentEvent<UI> {

    private DrawerMoved(UI ui) {
        super(ui, false);
    }

    /** Tells the pages of the tab. */
    public static void tell(UI ui, boolean open) {
        ComponentUtil.setData(ui, DrawerMoved.class, open ? new DrawerMoved(ui) : null);
        ComponentUtil.fireEvent(ui, new DrawerMoved(ui));
    }

    /** Whether the drawer of the tab is open now. */
    public static boolean isOpen(UI ui) {
        return ComponentUtil.getData(ui, DrawerMoved.class) != null;
    }

    /** Tells whenever it moves, whether it is open. */
    public static Registration watch(UI ui, Consumer<Boolean> told) {
        return ComponentUtil.addListener(ui, DrawerMoved.class, _ -> told.accept(isOpen(ui)));
    }
}

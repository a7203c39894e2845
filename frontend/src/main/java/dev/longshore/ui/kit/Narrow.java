package dev.longshore.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.page.Page;
import com.vaadin.flow.shared.Registration;
import java.util.function.Consumer;

/** Tells a component whether the window is as narrow as a phone's, at once and whenever that changes. */
public final class Narrow {

    private static final int PIXELS = 700;

    private Narrow() {}

    /** Tells for as long as the component is attached. */
    public static void watch(Component owner, Consumer<Boolean> narrow) {
        owner.addAttachListener(attached -> start(attached, narrow));
    }

    private static void start(AttachEvent attached, Consumer<Boolean> narrow) {
        Page page = attached.getUI().getPage();
        int width = page.getExtendedClientDetails().getWindowInnerWidth();
        narrow.accept(width > 0 && width < PIXELS);
        Registration resize = page.addBrowserWindowResizeListener(event -> narrow.accept(event.getWidth() < PIXELS));
        attached.getSource().addDetachListener(detached -> {
            detached.unregisterListener();
            resize.remove();
        });
    }
}

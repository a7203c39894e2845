package dev.longshore.ui.kit;

import com.vaadin.flow.component.icon.SvgIcon;

/** The page's own icons, drawn in longshore/icons.svg. */
public final class Icons {

    private Icons() {}

    /** The icon of that name, for the eye only. */
    public static SvgIcon of(String name) {
        SvgIcon icon = new SvgIcon("longshore/icons.svg", name);
        icon.addClassName("ls-icon");
        icon.getElement().setAttribute("aria-hidden", "true");
        return icon;
    }
}

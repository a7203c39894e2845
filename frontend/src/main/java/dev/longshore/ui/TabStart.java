package dev.longshore.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import dev.longshore.ui.session.Preferences;
import org.springframework.stereotype.Component;

/** Gives each tab the language and colours of its browser, before the first paint. */
@Component
class TabStart implements VaadinServiceInitListener {

    @Override
    public void serviceInit(ServiceInitEvent event) {
        VaadinService service = event.getSource();
        service.addSessionInitListener(start -> start.getSession().setLocale(Preferences.language(start.getRequest())));
        service.addUIInitListener(start -> dress(start.getUI()));
        event.addIndexHtmlRequestListener(TabStart::dress);
    }

    private static void dress(UI ui) {
        VaadinRequest request = VaadinService.getCurrentRequest();
        if (request != null) {
            ui.setLocale(Preferences.language(request));
            ui.getPage().setColorScheme(Preferences.colors(request));
        }
    }

    private static void dress(IndexHtmlResponse page) {
        ColorScheme.Value colors = Preferences.colors(page.getVaadinRequest());
        page.getDocument()
                .head()
                .prependElement("style")
                .text("html{color-scheme:"
                        + (colors == ColorScheme.Value.LIGHT_DARK ? "light dark" : Preferences.name(colors)) + "}");
        page.getDocument()
                .select("html")
                .attr("lang", Preferences.language(page.getVaadinRequest()).toLanguageTag());
    }
}

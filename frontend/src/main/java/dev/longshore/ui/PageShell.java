package dev.longshore.ui;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.theme.aura.Aura;

/** Theme, push and head of the whole page. */
@Push
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("context://longshore/app.css")
public class PageShell implements AppShellConfigurator {

    @Override
    public void configurePage(AppShellSettings settings) {
        settings.setPageTitle("Longshore"); // until the first view says more
        settings.addFavIcon("icon", "longshore/anchor.svg", "any");
        settings.addMetaTag("referrer", "same-origin");
    }
}

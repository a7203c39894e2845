package dev.longshore.ui;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.theme.aura.Aura;

/** Theme and push for the whole page. */
@Push
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("context://longshore/app.css")
public class PageShell implements AppShellConfigurator {}

package dev.longshore.ui.kit;

import com.vaadin.flow.component.html.Div;

/**
 * What the shell shows in its activity drawer. It is attached while the drawer is open only, so it costs nothing while
 * closed; the bean is made anew for each tab.
 */
public abstract class ActivityPanel extends Div {}

package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;

/**
 * What all pages are: a head with title, a line of numbers and buttons, then filters and content. Its filters are read
 * from the URL at each entry and written back with {@link #filtersChanged}.
 */
public abstract class PageView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final String titleKey;
    private final H1 title = new H1();
    private final Span summary = new Span();
    private final Div actions = new Div();
    private UrlState filters = new UrlState();

    /** A page whose title is the text of the key. */
    protected PageView(String titleKey) {
        this.titleKey = titleKey;
        addClassName("ls-page");
        title.setText(Texts.of(titleKey));
        summary.addClassName("ls-summary");
        actions.addClassName("ls-actions");
        Div head = new Div(title, summary, actions);
        head.addClassName("ls-head");
        add(head);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters = new UrlState(event.getLocation().getQueryParameters());
        entered(event);
    }

    /** Fill the page: the filters of the URL are in {@link #filters}. */
    protected abstract void entered(BeforeEnterEvent event);

    /** The filters as they stand in the URL. */
    protected final UrlState filters() {
        return filters;
    }

    /** Writes the filters into the URL. */
    protected final void filtersChanged() {
        getUI().ifPresent(filters::show);
    }

    /** The title in the page's head. */
    protected final void headline(String text) {
        title.setText(text);
    }

    /** The line of numbers beside the title. */
    protected final void summary(String text) {
        summary.setText(text);
    }

    /** Something other than text beside the title. */
    protected final void summary(Component... content) {
        summary.removeAll();
        summary.add(content);
    }

    /** Buttons at the right of the head. */
    protected final void addActions(Component... buttons) {
        actions.add(buttons);
    }

    @Override
    public String getPageTitle() {
        String text = title.getText().isBlank() ? Texts.of(titleKey) : title.getText();
        return text + " · Longshore";
    }
}

package dev.longshore.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.router.RouteConfiguration;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.operations.Operations;
import dev.longshore.ui.kit.ActivityPanel;
import dev.longshore.ui.kit.DrawerMoved;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.OpenActivity;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;

/** The shell around every page: navigation, search, live mark, activity drawer, and who is signed in. */
@Layout
@PermitAll
@JsModule("context://longshore/shell.js")
final class MainLayout extends AppLayout {

    private final transient UiActor actors;
    private final transient Operations operations;
    private final transient ObjectProvider<ActivityPanel> panels;
    private final Button activity = new Button(Icons.of("activity"));
    private final Span running = new Span();
    private final Div drawer = new Div();

    MainLayout(
            UiActor actors,
            Fleet fleet,
            Operations operations,
            UiFeed feed,
            Clock clock,
            ObjectProvider<ActivityPanel> panels,
            UserCorner user) {
        this.actors = actors;
        this.operations = operations;
        this.panels = panels;
        addClassName("ls-shell");
        setPrimarySection(Section.DRAWER);
        addToDrawer(brand(), navigation(), gap(), user);
        drawer.addClassName("ls-drawer");
        Div banner = new Div(Icons.of("alert"), new Span(getTranslation("shell.offline")));
        banner.addClassName("ls-offline");
        banner.getElement().setAttribute("role", "alert");
        addToNavbar(
                new DrawerToggle(),
                new GlobalSearch(fleet, actors),
                gap(),
                new LiveMark(fleet, actors, feed, clock),
                activity(),
                banner,
                drawer);
        feed.watch(this, Interest.ofOperations(), _ -> countRunning());
        countRunning();
        addAttachListener(attached -> {
            words(attached.getUI(), clock);
            DrawerMoved.tell(attached.getUI(), drawer.getChildren().findAny().isPresent());
            ComponentUtil.addListener(attached.getUI(), OpenActivity.class, _ -> showDrawer(true));
        });
    }

    private Component brand() {
        Span name = new Span("Longshore");
        Div brand = new Div(Icons.of("anchor"), name);
        brand.addClassName("ls-brand");
        return brand;
    }

    private SideNav navigation() {
        SideNav nav = new SideNav();
        nav.addClassName("ls-nav");
        entry(nav, "overview", "", "overview", "o");
        entry(nav, "hosts", "hosts", "host", "h");
        entry(nav, "images", "images", "image", "i");
        entry(nav, "containers", "containers", "container", "c");
        entry(nav, "registries", "registries", "key", "r");
        entry(nav, "operations", "operations", "activity", "p");
        if (actors.may(Permission.AUDIT_VIEW)) {
            entry(nav, "audit", "audit", "audit", "a");
        }
        entry(nav, "settings", "settings", "settings", "s");
        return nav;
    }

    /** Only pages that exist get an entry. */
    private void entry(SideNav nav, String name, String path, String icon, String key) {
        if (RouteConfiguration.forApplicationScope().getRoute(path).isEmpty()) {
            return;
        }
        SideNavItem item = new SideNavItem(getTranslation("nav." + name), path, Icons.of(icon));
        item.setMatchNested(!path.isEmpty());
        item.getElement().setAttribute("data-go", key);
        item.getElement().setAttribute("title", "g " + key);
        nav.addItem(item);
    }

    private static Span gap() {
        Span gap = new Span();
        gap.addClassName("ls-gap");
        return gap;
    }

    private Button activity() {
        running.addClassName("ls-count");
        Span label = new Span(getTranslation("nav.operations"));
        label.addClassName("ls-wide");
        activity.setText("");
        activity.getElement().appendChild(label.getElement(), running.getElement());
        activity.setAriaLabel(getTranslation("nav.operations"));
        activity.addClassName("ls-activity");
        activity.addClickListener(_ -> showDrawer(drawer.getChildren().findAny().isEmpty()));
        activity.setVisible(panels.getIfAvailable() != null);
        return activity;
    }

    private void countRunning() {
        int count = operations.underWay(actors.current());
        running.setText(count == 0 ? "" : Integer.toString(count));
        activity.setClassName("ls-busy", count > 0);
    }

    private void showDrawer(boolean open) {
        drawer.removeAll();
        drawer.setClassName("ls-open", open);
        setClassName("ls-beside", open);
        getUI().ifPresent(ui -> DrawerMoved.tell(ui, open));
        if (open) {
            ActivityPanel panel = panels.getIfAvailable();
            if (panel != null) {
                Button close = new Button(Icons.of("close"), _ -> showDrawer(false));
                close.addThemeVariants(ButtonVariant.TERTIARY);
                close.addClassName("ls-drawer-close");
                close.setAriaLabel(getTranslation("action.close"));
                drawer.add(close, panel);
            }
        }
    }

    /** The words that the browser needs to keep ages true by itself, and the server's time to count from. */
    private void words(UI ui, Clock clock) {
        ui.getPage()
                .executeJs(
                        "window.longshoreWords={s:$0,min:$1,h:$2,d:$3,mo:$4,y:$5,lang:$6,skew:$7-Date.now()}",
                        getTranslation("age.seconds"),
                        getTranslation("age.minutes"),
                        getTranslation("age.hours"),
                        getTranslation("age.days"),
                        getTranslation("age.months"),
                        getTranslation("age.years"),
                        getLocale().toLanguageTag(),
                        (double) clock.millis());
    }
}

package dev.longshore.ui.settings;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.LongshoreSettings;
import dev.longshore.access.Accounts;
import dev.longshore.access.ApiTokens;
import dev.longshore.access.Permission;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings; each part has an address of its own, and only what one may do is there. */
@Route("settings/:part?(accounts|tokens|password|server)")
@PermitAll
final class SettingsView extends PageView {

    private final transient Accounts accounts;
    private final transient ApiTokens tokens;
    private final transient UiActor actors;
    private final transient LongshoreSettings settings;
    private final transient Clock clock;
    private final Tabs tabs = new Tabs();
    private final Map<String, Tab> parts = new LinkedHashMap<>();
    private final Div body = new Div();

    SettingsView(Accounts accounts, ApiTokens tokens, UiActor actors, LongshoreSettings settings, Clock clock) {
        super("nav.settings");
        this.accounts = accounts;
        this.tokens = tokens;
        this.actors = actors;
        this.settings = settings;
        this.clock = clock;
        if (actors.may(Permission.ACCOUNT_ADMIN)) {
            part("accounts");
        }
        part("tokens");
        part("password");
        part("server");
        tabs.addSelectedChangeListener(change -> {
            if (change.isFromClient()) {
                UI.getCurrent().navigate("settings/" + selected());
            }
        });
        body.addClassName("ls-settings");
        add(tabs, body);
    }

    private void part(String name) {
        Tab tab = new Tab(getTranslation("settings." + name));
        parts.put(name, tab);
        tabs.add(tab);
    }

    private String selected() {
        return parts.entrySet().stream()
                .filter(entry -> entry.getValue().equals(tabs.getSelectedTab()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("tokens");
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        String wanted = event.getRouteParameters().get("part").orElse("");
        Tab tab = parts.get(wanted);
        tabs.setSelectedTab(tab == null ? parts.values().iterator().next() : tab);
        body.removeAll();
        body.add(content(selected()));
    }

    private Component content(String part) {
        return switch (part) {
            case "accounts" -> new AccountsPart(accounts, actors);
            case "password" -> new PasswordPart(accounts, actors);
            case "server" -> new ServerPart(settings);
            default -> new TokensPart(tokens, actors, clock);
        };
    }
}

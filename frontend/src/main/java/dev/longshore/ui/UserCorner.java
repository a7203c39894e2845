package dev.longshore.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.contextmenu.ContextMenu;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.flow.spring.annotation.SpringComponent;
import com.vaadin.flow.spring.security.AuthenticationContext;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.session.Preferences;
import dev.longshore.ui.session.UiActor;
import java.util.Locale;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;

/** The foot of the navigation: language, colours, and the menu of who is signed in. */
@SpringComponent
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
final class UserCorner extends Div {

    private ColorScheme.Value colors;
    private final Button colorsButton = new Button();

    UserCorner(UiActor actors, AuthenticationContext authentication) {
        addClassName("ls-corner");
        VaadinRequest request = VaadinService.getCurrentRequest();
        colors = request == null ? ColorScheme.Value.LIGHT_DARK : Preferences.colors(request);
        boolean chinese = getLocale().getLanguage().equals("zh");
        Button language = new Button(chinese ? "English" : "中文", Icons.of("language"), _ -> {
            Preferences.chooseLanguage(chinese ? Preferences.ENGLISH : Preferences.CHINESE);
            UI.getCurrent().getPage().reload();
        });
        language.addThemeVariants(ButtonVariant.TERTIARY);
        language.addClassName("ls-language");
        language.getElement().setAttribute("lang", chinese ? "en" : "zh-CN");
        colorsButton.addThemeVariants(ButtonVariant.TERTIARY);
        colorsButton.addClassName("ls-colors");
        colorsButton.addClickListener(_ -> {
            colors = next(colors);
            Preferences.chooseColors(UI.getCurrent(), colors);
            showColors();
        });
        showColors();
        Div row = new Div(language, colorsButton);
        row.addClassName("ls-corner-row");
        add(row, menu(actors.current(), authentication));
    }

    private static ColorScheme.Value next(ColorScheme.Value colors) {
        return switch (colors) {
            case DARK -> ColorScheme.Value.LIGHT;
            case LIGHT -> ColorScheme.Value.LIGHT_DARK;
            default -> ColorScheme.Value.DARK;
        };
    }

    private void showColors() {
        String name = Preferences.name(colors);
        colorsButton.setIcon(Icons.of(name));
        colorsButton.setText("");
        String hint = getTranslation("shell.colors." + name);
        colorsButton.setAriaLabel(hint);
        colorsButton.setTooltipText(hint);
    }

    private Button menu(Actor actor, AuthenticationContext authentication) {
        Role role = actor.grants().stream().map(Grant::role).anyMatch(Role.ADMIN::equals) ? Role.ADMIN : Role.VIEWER;
        Span name = new Span(actor.name());
        name.addClassName("ls-user-name");
        Span detail = new Span(getTranslation("role." + role.name().toLowerCase(Locale.ROOT)));
        detail.addClassName("ls-dim");
        Button button = new Button(Icons.of("user"));
        button.getElement().appendChild(name.getElement(), detail.getElement());
        button.addThemeVariants(ButtonVariant.TERTIARY);
        button.addClassName("ls-user");
        button.setAriaLabel(actor.name());
        ContextMenu menu = new ContextMenu(button);
        menu.setOpenOnClick(true);
        menu.addItem(getTranslation("user.password"), _ -> UI.getCurrent().navigate("settings/password"));
        menu.addItem(getTranslation("user.tokens"), _ -> UI.getCurrent().navigate("settings/tokens"));
        menu.addItem(getTranslation("user.signOut"), _ -> authentication.logout());
        return button;
    }
}

package dev.longshore.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.login.LoginForm;
import com.vaadin.flow.component.login.LoginI18n;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.longshore.access.Accounts;
import dev.longshore.ui.kit.Icons;

/** Sign-in with name and password; sends to the setup while no account exists. */
@Route(value = "login", autoLayout = false)
@AnonymousAllowed
final class LoginView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final LoginForm form = new LoginForm();
    private final Paragraph claim = new Paragraph(getTranslation("login.claim"));
    private final transient Accounts accounts;

    LoginView(Accounts accounts) {
        this.accounts = accounts;
        addClassName("ls-gate");
        form.setAction("login");
        form.setForgotPasswordButtonVisible(false);
        form.setI18n(words(false));
        H1 name = new H1(Icons.of("anchor"));
        name.add("Longshore");
        Div card = new Div(name, claim, form);
        card.addClassName("ls-gate-card");
        add(card);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (accounts.needsSetup()) {
            event.forwardTo("setup");
            return;
        }
        var parameters = event.getLocation().getQueryParameters().getParameters();
        if (parameters.containsKey("made")) {
            claim.setText(getTranslation("setup.made"));
        }
        if (parameters.containsKey("error")) {
            form.setI18n(
                    words(parameters.getOrDefault("error", java.util.List.of()).contains("wait")));
            form.setError(true);
        }
    }

    private LoginI18n words(boolean wait) {
        LoginI18n words = LoginI18n.createDefault();
        LoginI18n.Form labels = words.getForm();
        labels.setTitle(getTranslation("login.title"));
        labels.setUsername(getTranslation("login.name"));
        labels.setPassword(getTranslation("login.password"));
        labels.setSubmit(getTranslation("login.submit"));
        LoginI18n.ErrorMessage wrong = words.getErrorMessage();
        wrong.setTitle(getTranslation(wait ? "login.wait" : "login.wrong"));
        wrong.setMessage(getTranslation(wait ? "login.wait.remedy" : "login.wrong.remedy"));
        wrong.setUsername(getTranslation("login.name.missing"));
        wrong.setPassword(getTranslation("login.password.missing"));
        return words;
    }

    @Override
    public String getPageTitle() {
        return getTranslation("login.title") + " · Longshore";
    }
}

package dev.longshore.ui;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.longshore.access.Accounts;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.kit.Icons;

/** Makes the first administrator, for whoever can read the server's log or data directory. */
@Route(value = "setup", autoLayout = false)
@AnonymousAllowed
final class SetupView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final transient Accounts accounts;
    private final TextField secret = new TextField(getTranslation("setup.secret"));
    private final TextField name = new TextField(getTranslation("login.name"));
    private final PasswordField password = new PasswordField(getTranslation("login.password"));
    private final PasswordField again = new PasswordField(getTranslation("password.again"));
    private final FormProblem problem = new FormProblem().at("name", name).at("password", password);

    SetupView(Accounts accounts) {
        this.accounts = accounts;
        addClassName("ls-gate");
        H1 title = new H1(Icons.of("anchor"));
        title.add("Longshore");
        secret.setHelperText(getTranslation("setup.secret.help"));
        secret.setManualValidation(true);
        secret.setAutofocus(true);
        secret.getElement().setAttribute("autocomplete", "one-time-code");
        name.setValue("admin");
        name.getElement().setAttribute("autocomplete", "username");
        password.setHelperText(getTranslation("password.help"));
        password.getElement().setAttribute("autocomplete", "new-password");
        again.getElement().setAttribute("autocomplete", "new-password");
        Button make = new Button(getTranslation("setup.make"), _ -> make());
        make.addThemeVariants(ButtonVariant.PRIMARY);
        make.addClickShortcut(Key.ENTER);
        Div form = new Div(secret, name, password, again, problem, make);
        form.addClassName("ls-form");
        Div card = new Div(title, new Paragraph(getTranslation("setup.text")), form);
        card.addClassNames("ls-gate-card", "ls-gate-form");
        add(card);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        if (!accounts.needsSetup()) {
            event.forwardTo("login");
        }
    }

    private void make() {
        problem.clear();
        again.setInvalid(false);
        secret.setInvalid(false);
        if (!password.getValue().equals(again.getValue())) {
            again.setInvalid(true);
            again.setErrorMessage(getTranslation("password.differ"));
            return;
        }
        try {
            VaadinRequest request = VaadinService.getCurrentRequest();
            accounts.setup(
                    secret.getValue().strip(),
                    name.getValue().strip(),
                    password.getValue(),
                    request == null ? "" : request.getRemoteAddr());
            UI.getCurrent().getPage().setLocation("login?made");
        } catch (LongshoreException refused) {
            if (refused.code() == ErrorCode.BAD_CREDENTIALS) {
                secret.setErrorMessage(getTranslation("setup.secret.wrong"));
                secret.setInvalid(true);
                secret.focus();
            } else {
                problem.show(refused);
            }
        }
    }

    @Override
    public String getPageTitle() {
        return getTranslation("setup.title") + " · Longshore";
    }
}

package dev.longshore.ui.settings;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.PasswordField;
import dev.longshore.access.Accounts;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.session.UiActor;

/** Changes one's own password. */
final class PasswordPart extends Div {

    private final PasswordField old = new PasswordField(getTranslation("password.old"));
    private final PasswordField fresh = new PasswordField(getTranslation("password.new"));
    private final PasswordField again = new PasswordField(getTranslation("password.again"));
    private final FormProblem problem = new FormProblem().at("new password", fresh);

    PasswordPart(Accounts accounts, UiActor actors) {
        addClassNames("ls-form", "ls-form-page");
        old.getElement().setAttribute("autocomplete", "current-password");
        fresh.getElement().setAttribute("autocomplete", "new-password");
        again.getElement().setAttribute("autocomplete", "new-password");
        fresh.setHelperText(getTranslation("password.help"));
        Button change = new Button(getTranslation("password.change"), _ -> change(accounts, actors));
        change.addThemeVariants(ButtonVariant.PRIMARY);
        change.addClickShortcut(Key.ENTER);
        add(old, fresh, again, problem, change);
    }

    private void change(Accounts accounts, UiActor actors) {
        problem.clear();
        again.setInvalid(false);
        if (!fresh.getValue().equals(again.getValue())) {
            again.setInvalid(true);
            again.setErrorMessage(getTranslation("password.differ"));
            return;
        }
        try {
            accounts.changePassword(actors.current(), old.getValue(), fresh.getValue());
            old.clear();
            fresh.clear();
            again.clear();
            ErrorNote.done(getTranslation("password.changed"));
        } catch (LongshoreException refused) {
            problem.show(refused);
        }
    }
}

package dev.longshore.ui.registries;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.Autocomplete;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryChange;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.kit.Texts;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds a registry or changes one. Its password can be set anew, and is never shown. */
final class RegistryDialog extends Dialog {

    private final TextField name = new TextField(Texts.of("registries.name"));
    private final TextField host = new TextField(Texts.of("registries.host"));
    private final TextField user = new TextField(Texts.of("registries.user"));
    private final PasswordField password = new PasswordField(Texts.of("registries.password"));
    private final TextArea authority = new TextArea(Texts.of("registries.authority"));
    private final Checkbox plain = new Checkbox(Texts.of("registries.plainHttp"));
    private final FormProblem problem = new FormProblem()
            .at("name", name)
            .at("host", host)
            .at("username", user)
            .at("password", password)
            .at("certificateAuthority", authority);
    private final @Nullable Registry before;

    /**
     * Shows the fields; nothing is kept before {@code keep} was told of them.
     *
     * @param before the one to change; null for a new one
     * @param keep refuses with a {@link LongshoreException} what is not allowed
     */
    RegistryDialog(@Nullable Registry before, Consumer<RegistryChange> keep) {
        this.before = before;
        setHeaderTitle(Texts.of(before == null ? "registries.add" : "registries.edit.title", name(before)));
        setWidth("min(34rem, 94vw)");
        setCloseOnOutsideClick(false);
        host.setPlaceholder("registry.example:5000");
        host.setHelperText(Texts.of("registries.host.help"));
        user.setAutocomplete(Autocomplete.OFF);
        password.setAutocomplete(Autocomplete.NEW_PASSWORD);
        authority.setHelperText(Texts.of("registries.authority.help"));
        authority.setMaxRows(6);
        plain.setHelperText(Texts.of("registries.plainHttp.help"));
        if (before != null) {
            name.setValue(before.name());
            host.setValue(before.host());
            user.setValue(before.username());
            authority.setValue(before.certificateAuthority());
            plain.setValue(before.plainHttp());
            password.setHelperText(before.hasPassword() ? Texts.of("registries.password.kept") : "");
        }
        var form = new Div(name, host, user, password, plain, authority, problem);
        form.addClassName("ls-form");
        add(form);
        var save = new Button(Texts.of("action.save"), _ -> {
            problem.clear();
            try {
                keep.accept(wanted());
                close();
            } catch (LongshoreException refused) {
                problem.show(refused);
            }
        });
        save.addThemeVariants(ButtonVariant.PRIMARY);
        save.addClassName("ls-act");
        getFooter().add(new Button(Texts.of("action.cancel"), _ -> close()), save);
        name.setAutofocus(true);
    }

    private static String name(@Nullable Registry registry) {
        return registry == null ? "" : registry.name();
    }

    /** An empty password leaves the one that is kept, unless the user name was emptied too. */
    private RegistryChange wanted() {
        boolean anonymous = user.getValue().isBlank();
        var secret = password.getValue().isEmpty() && before != null && !anonymous ? null : password.getValue();
        var account = user.getValue().strip();
        boolean sameAccount = before != null && before.username().equals(account);
        return new RegistryChange(
                name.getValue(),
                host.getValue(),
                sameAccount && secret == null ? null : account,
                secret,
                authority.getValue(),
                plain.getValue());
    }
}

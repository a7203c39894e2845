package dev.longshore.ui.images;

import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.Autocomplete;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.operations.OperationRequest;
import dev.longshore.registries.Registries;
import dev.longshore.ui.kit.Texts;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * User name and password for one registry and one job; folded away, since most need none. Says whose account is used
 * without them, where the registry has one.
 */
final class RegistrySignIn extends Details {

    private final TextField user = new TextField(Texts.of("pull.user"));
    private final PasswordField password = new PasswordField(Texts.of("pull.password"));

    private final transient Function<String, Optional<Registries.Account>> saved;

    /**
     * For no registry yet.
     *
     * @param saved the account that is kept for a registry's host
     */
    RegistrySignIn(Function<String, Optional<Registries.Account>> saved) {
        this.saved = saved;
        user.setAutocomplete(Autocomplete.OFF);
        password.setAutocomplete(Autocomplete.NEW_PASSWORD);
        user.setManualValidation(true);
        var row = new Div(user, password);
        row.addClassName("ls-dialog-row");
        var once = new Span(Texts.of("pull.once"));
        once.addClassName("ls-dim");
        add(row, once);
        name("");
    }

    /** Says which registry it is for; an empty text while that is not known. */
    void name(String registry) {
        if (registry.isEmpty()) {
            setSummaryText(Texts.of("pull.signIn"));
            return;
        }
        setSummaryText(saved.apply(registry)
                .map(account -> Texts.of("pull.signedIn", account.username(), account.registry()))
                .orElseGet(() -> Texts.of("pull.signInTo", registry)));
    }

    /** Whether it is filled in wholly or not at all; else the field says so. */
    boolean check() {
        boolean half = user.getValue().isBlank() && !password.getValue().isEmpty();
        user.setErrorMessage(Texts.of("pull.userMissing"));
        user.setInvalid(half);
        return !half;
    }

    /** What was given, for that registry; null if nothing was. */
    OperationRequest.@Nullable Credentials credentials(String registry) {
        return user.getValue().isBlank()
                ? null
                : new OperationRequest.Credentials(registry, user.getValue().strip(), password.getValue());
    }
}

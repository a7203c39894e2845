package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.html.Div;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says in a form why it was refused: below the field that the reason names, as in {@code name: is missing}, else where
 * this stands.
 */
public final class FormProblem extends Div {

    private final Map<String, HasValidation> fields = new LinkedHashMap<>();

    /** The field that reasons call so. It is found wrong by the server alone. */
    public <F extends Component & HasValidation> FormProblem at(String name, F field) {
        field.setManualValidation(true);
        fields.put(name, field);
        return this;
    }

    /** Forgets what was said. */
    public void clear() {
        removeAll();
        fields.values().forEach(field -> field.setInvalid(false));
    }

    /** Says this instead of what was said before. */
    public void show(LongshoreException refusal) {
        clear();
        int colon = refusal.reason().indexOf(": ");
        List<HasValidation> named = refusal.code() == ErrorCode.INVALID_REQUEST && colon > 0
                ? Arrays.stream(refusal.reason().substring(0, colon).split(", ", -1))
                        .map(fields::get)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
        if (named.isEmpty()) {
            add(ErrorNote.of(refusal));
            return;
        }
        var reason = refusal.reason().substring(colon + 2);
        boolean usual = refusal.remedy().equals(refusal.code().remedy()); // which says no more than to look here
        named.forEach(field -> {
            field.setErrorMessage(usual ? reason : reason + ". " + refusal.remedy());
            field.setInvalid(true);
        });
        if (named.getFirst() instanceof Focusable<?> first) {
            first.focus();
        }
    }
}

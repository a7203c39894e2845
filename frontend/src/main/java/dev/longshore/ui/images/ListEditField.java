package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.model.ListEdit;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Texts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a list shall gain and lose, or what it shall be altogether. */
final class ListEditField<T> extends Div {

    private static final int PAUSE_MS = 700;

    private final transient Function<String, T> grammar;
    private final TextArea add = new TextArea();
    private final MultiSelectComboBox<T> remove = new MultiSelectComboBox<>(Texts.of("mirrors.remove"));
    private final Checkbox replace = new Checkbox(Texts.of("mirrors.replace"));

    /**
     * Of texts of this grammar.
     *
     * @param changed runs some time after somebody has changed it
     */
    ListEditField(String title, String example, Function<String, T> grammar, Runnable changed) {
        this.grammar = grammar;
        addClassName("ls-list-edit");
        add.setPlaceholder(example);
        add.setMinRows(2);
        add.setWidthFull();
        add.setManualValidation(true);
        add.addClassName("ls-mono-field");
        add.getElement().setAttribute("spellcheck", "false");
        add.setValueChangeMode(ValueChangeMode.LAZY);
        add.setValueChangeTimeout(PAUSE_MS);
        remove.setWidthFull();
        remove.setItemLabelGenerator(Object::toString);
        label();
        add.addValueChangeListener(_ -> changed.run());
        remove.addValueChangeListener(_ -> changed.run());
        replace.addValueChangeListener(_ -> {
            label();
            changed.run();
        });
        add(new H4(title), add, remove, replace);
    }

    private void label() {
        boolean whole = replace.getValue();
        add.setLabel(Texts.of(whole ? "mirrors.whole" : "mirrors.add"));
        add.setHelperText(whole ? Texts.of("mirrors.wholeHint") : "");
        remove.setVisible(!whole && remove.getListDataView().getItemCount() > 0);
    }

    /** Offers for removal what hosts have now; what was chosen stays so where it is still there. */
    void offer(Collection<String> present) {
        Map<String, T> known = new LinkedHashMap<>();
        for (String text : present) {
            try {
                T value = grammar.apply(text);
                known.putIfAbsent(value.toString(), value);
            } catch (LongshoreException _) {
                // an engine's own, which a person can only replace
            }
        }
        var chosen = remove.getValue();
        List<T> items = known.values().stream().toList();
        if (!items.equals(remove.getListDataView().getItems().toList())) {
            remove.setItems(items);
            remove.setValue(items.stream().filter(chosen::contains).toList());
        }
        label();
    }

    /** What is wished, or null if the field says what is wrong with it. */
    @Nullable
    ListEdit<T> edit() {
        add.setInvalid(false);
        try {
            var wanted = add.getValue()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(grammar)
                    .toList();
            boolean whole = replace.getValue();
            return new ListEdit<>(whole, wanted, whole ? List.of() : List.copyOf(remove.getValue()));
        } catch (LongshoreException e) {
            add.setErrorMessage(e.reason() + " " + e.remedy());
            add.setInvalid(true);
            return null;
        }
    }
}

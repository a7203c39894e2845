package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What can be done with all that is selected; it is there only while something is. */
final class BulkBar extends Div {

    private final Span count = new Span();
    private final transient Map<Verb, Button> buttons = new LinkedHashMap<>();

    /**
     * One thing to do.
     *
     * @param name of its texts and its icon
     * @param takes how many images at a time; 0 for any number
     */
    record Verb(String name, String icon, Permission permission, int takes, Runnable act) {}

    BulkBar(List<Verb> verbs, Runnable onClear) {
        addClassName("ls-bulk");
        getElement().setAttribute("role", "toolbar").setAttribute("aria-label", Texts.of("bulk.label"));
        count.addClassName("ls-bulk-count");
        add(count);
        for (Verb verb : verbs) {
            var button = new Button(
                    Texts.of("bulk." + verb.name()),
                    Icons.of(verb.icon()),
                    _ -> verb.act().run());
            if (verb.takes() > 0) {
                button.setTooltipText(Texts.of("bulk.takes", verb.takes()));
            }
            if (verb.permission() == Permission.IMAGE_REMOVE) {
                button.addThemeVariants(ButtonVariant.ERROR);
                button.addClassName("ls-danger");
            }
            buttons.put(verb, button);
            add(button);
        }
        var clear = new Button(Icons.of("close"), _ -> onClear.run());
        clear.addThemeVariants(ButtonVariant.TERTIARY);
        clear.setAriaLabel(Texts.of("bulk.clear"));
        add(clear);
        setVisible(false);
    }

    /** Leaves out what the actor may not do anywhere; whether anything is left. */
    boolean offer(Predicate<Permission> offered) {
        buttons.forEach((verb, button) -> button.setVisible(offered.test(verb.permission())));
        return buttons.values().stream().anyMatch(Button::isVisible);
    }

    void show(int selected, int hosts) {
        setVisible(selected > 0);
        buttons.forEach((verb, button) -> button.setEnabled(verb.takes() == 0 || selected == verb.takes()));
        count.setText(Texts.of("bulk.count", selected, hosts));
    }
}

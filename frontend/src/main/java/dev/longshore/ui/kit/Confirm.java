package dev.longshore.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;

/** Asks once before something is destroyed, and names exactly what it hits. */
public final class Confirm extends Dialog {

    private static final int SHOWN = 50;

    private final Button act;

    /**
     * Asks; nothing is shown before {@link #open}.
     *
     * @param text what will happen
     * @param hits each host, image or container that it hits, by name
     * @param verb the word on the button, for example Remove
     */
    public Confirm(String title, String text, List<String> hits, String verb, Runnable confirmed) {
        setHeaderTitle(title);
        addClassName("ls-confirm");
        setWidth("min(34rem, 94vw)");
        Paragraph words = new Paragraph(text);
        add(words);
        if (!hits.isEmpty()) {
            UnorderedList list = new UnorderedList();
            list.addClassName("ls-hits");
            hits.stream().limit(SHOWN).forEach(hit -> list.add(new ListItem(hit)));
            if (hits.size() > SHOWN) {
                list.add(new ListItem(Texts.of("list.rest", hits.size() - SHOWN)));
            }
            add(list);
        }
        Button cancel = new Button(Texts.of("action.cancel"), _ -> close());
        act = new Button(verb, _ -> {
            close();
            confirmed.run();
        });
        act.addThemeVariants(ButtonVariant.PRIMARY, ButtonVariant.ERROR);
        act.addClassName("ls-danger");
        getFooter().add(cancel, act);
    }

    /** More to decide on, between the list and the buttons. */
    public Confirm with(Component more) {
        add(more);
        return this;
    }

    /** The button that does it. */
    public Button button() {
        return act;
    }
}

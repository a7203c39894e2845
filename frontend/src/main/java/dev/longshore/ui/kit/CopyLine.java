package dev.longshore.ui.kit;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;

/** A line to paste elsewhere, with a button that copies it. */
public final class CopyLine extends Div {

    private final Pre line;

    /** Shows the text as it is, line breaks too. */
    public CopyLine(String text) {
        line = new Pre(text);
        Button copy = new Button(Texts.of("copy.copy"), Icons.of("copy"));
        copy.addThemeVariants(ButtonVariant.TERTIARY);
        copy.addClassName("ls-copy");
        // runs in the browser within the click, since the clipboard wants a user's gesture
        copy.getElement()
                .executeJs(
                        "this.addEventListener('click', () => window.longshore.copy($0.textContent, this, $1))",
                        line.getElement(),
                        Texts.of("copy.copied"));
        addClassName("ls-copyline");
        add(line, copy);
    }

    /** The text. */
    public String text() {
        return line.getText();
    }
}

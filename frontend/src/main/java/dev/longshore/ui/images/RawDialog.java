package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Pre;
import dev.longshore.ui.kit.Texts;

/** An engine's own JSON, as text. */
final class RawDialog extends Dialog {

    RawDialog(String title, String json) {
        setHeaderTitle(title);
        addClassName("ls-raw");
        setWidth("min(60rem, 96vw)");
        var text = new Pre(json);
        text.addClassName("ls-raw-json");
        text.getElement().setAttribute("tabindex", "0");
        add(text);
        getFooter().add(new Button(Texts.of("action.close"), _ -> close()));
    }
}

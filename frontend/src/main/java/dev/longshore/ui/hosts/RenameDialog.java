package dev.longshore.ui.hosts;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Texts;
import java.util.function.Consumer;

/** Asks for a host's new name, and shows at the field why it can't have it. */
final class RenameDialog extends Dialog {

    RenameDialog(String name, Consumer<String> rename) {
        setHeaderTitle(getTranslation("host.rename.title", name));
        setWidth("min(28rem, 94vw)");
        TextField field = new TextField(getTranslation("hosts.name"));
        field.setValue(name);
        field.setHelperText(getTranslation("host.rename.help"));
        field.setWidthFull();
        field.setAutofocus(true);
        add(field);
        Button cancel = new Button(getTranslation("action.cancel"), _ -> close());
        Button save = new Button(getTranslation("action.rename"), _ -> {
            try {
                rename.accept(field.getValue().strip());
                close();
            } catch (LongshoreException refused) {
                field.setInvalid(true);
                field.setErrorMessage(refused.reason() + ". " + Texts.remedy(refused.code()));
            }
        });
        save.addThemeVariants(ButtonVariant.PRIMARY);
        save.addClickShortcut(Key.ENTER);
        getFooter().add(cancel, save);
    }
}

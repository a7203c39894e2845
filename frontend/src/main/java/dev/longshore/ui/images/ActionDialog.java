package dev.longshore.ui.images;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the dialogs that start operations have in common: one button that acts, and a place for what went wrong. */
@StyleSheet("context://longshore/images.css") // wherever it is opened
abstract class ActionDialog extends Dialog {

    private final transient ImageDialogs dialogs;
    private final Div trouble = new Div();
    private final Button act;
    // the same dialog never starts the same thing twice, however often its button is pressed
    private final String idempotencyKey = UUID.randomUUID().toString();

    ActionDialog(ImageDialogs dialogs, String title, String verb) {
        this.dialogs = dialogs;
        setHeaderTitle(title);
        addClassName("ls-action-dialog");
        setWidth("min(44rem, 96vw)");
        setCloseOnOutsideClick(false);
        act = new Button(verb, _ -> act());
        act.addThemeVariants(ButtonVariant.PRIMARY);
        act.addClassName("ls-act");
        act.setDisableOnClick(true);
        getFooter().add(trouble, new Button(Texts.of("action.cancel"), _ -> close()), act);
        trouble.addClassName("ls-dialog-trouble");
    }

    /** What shall be started; empty if the fields say why not. */
    abstract List<OperationRequest> requests();

    /** Puts an error at the field where it belongs; false if there is none for it. */
    boolean refuse(LongshoreException refusal) {
        return false;
    }

    /** What was started; it is in the activity drawer already. False if the dialog still has something to do. */
    boolean started(List<Operation> operations) {
        return true;
    }

    final ImageDialogs dialogs() {
        return dialogs;
    }

    final Button actButton() {
        return act;
    }

    final void dangerous() {
        act.addThemeVariants(ButtonVariant.ERROR);
        act.addClassName("ls-danger");
    }

    final void actOnEnter() {
        act.addClickShortcut(Key.ENTER);
    }

    final void body(Component... parts) {
        var body = new Div(parts);
        body.addClassName("ls-dialog-body");
        add(body);
    }

    final OperationRequest request(
            Task task, List<HostId> hosts, OperationRequest.@Nullable Credentials credentials, int number) {
        return new OperationRequest(task, hosts, credentials, idempotencyKey + "-" + number);
    }

    void act() {
        trouble.removeAll();
        try {
            var requests = requests();
            if (!requests.isEmpty()) {
                if (started(dialogs.start(requests))) {
                    close();
                }
            }
        } catch (LongshoreException e) {
            if (!refuse(e)) {
                trouble.add(ErrorNote.of(e));
            }
        } finally {
            act.setEnabled(true);
        }
    }
}

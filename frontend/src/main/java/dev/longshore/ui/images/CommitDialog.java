package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Permission;
import dev.longshore.inventory.ContainerView;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an image of a container, under any name; taking that from another image of the host has to be ticked. */
final class CommitDialog extends ActionDialog {

    private final transient ContainerView container;
    private final NewNameField target = new NewNameField(Texts.of("imageCommit.target"));
    private final TextField message = new TextField(Texts.of("imageCommit.message"));
    private final TextField author = new TextField(Texts.of("imageCommit.author"));
    private final ChangesField changes = new ChangesField();
    private final Checkbox pause = new Checkbox(Texts.of("imageCommit.pause"), true);
    private final TakenName taken;

    CommitDialog(ImageDialogs dialogs, ContainerView container) {
        super(dialogs, Texts.of("imageCommit.title", container.name()), Texts.of("imageCommit.commit"));
        this.container = container;
        taken = new TakenName(dialogs);
        author.setValue(dialogs.actor().name());
        message.setWidthFull();
        var how = new Div(Texts.of("imageCommit.how"));
        how.addClassName("ls-dim");
        target.addValueChangeListener(_ -> target());
        body(target, taken, message, author, changes, pause, how);
    }

    private @Nullable ImageRef target() {
        target.setInvalid(false);
        try {
            var ref = NewNameField.givable(ImageRef.of(target.text()));
            taken.look(container.host(), container.hostName(), ref);
            return ref;
        } catch (LongshoreException e) {
            target.show(e);
            return null;
        }
    }

    @Override
    List<OperationRequest> requests() {
        var ref = target();
        var settings = changes.changes();
        if (ref == null || settings == null) {
            return List.of();
        }
        var commit = new Task.Commit(
                container.id(),
                ref,
                message.getValue(),
                author.getValue(),
                settings,
                pause.getValue(),
                taken.overwrite());
        return List.of(request(commit, List.of(container.host()), null, 0));
    }

    @Override
    boolean refuse(LongshoreException refusal) {
        return target.refuse(refusal);
    }

    /** Whether the actor may do that to a container of the host. */
    static boolean offered(ImageDialogs dialogs, ContainerView container) {
        return dialogs.may(Permission.IMAGE_COMMIT, container.host())
                && dialogs.may(Permission.IMAGE_TAG, container.host());
    }
}

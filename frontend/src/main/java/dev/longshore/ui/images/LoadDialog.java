package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Permission;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings a file of images, or of a root filesystem, to hosts: it goes from the browser to all of them as it is read. */
final class LoadDialog extends ActionDialog {

    /** What is in the file. */
    private enum Content {
        IMAGES,
        ROOTFS
    }

    private final RadioButtonGroup<Content> content = new RadioButtonGroup<>(Texts.of("imageLoad.content"));
    private final NewNameField target = new NewNameField(Texts.of("imageCommit.target"));
    private final TextField message = new TextField(Texts.of("imageCommit.message"));
    private final ChangesField changes = new ChangesField();
    private final HostPicker hosts;
    private final SentFile file;
    private final Checkbox overwrite = new Checkbox(Texts.of("imageLoad.overwrite"));
    private final FileLook look;
    private final Div how = new Div();
    private final Div ownIds = new Div(Texts.of("imageLoad.ownIds"));
    private String fileName = "";

    LoadDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("imageLoad.title"), Texts.of("imageLoad.load"));
        hosts = new HostPicker(dialogs.hosts(Permission.IMAGE_LOAD), "load", chosen);
        file = new SentFile(this, Texts.of("imageLoad.drop"));
        look = new FileLook(dialogs);
        file.onLook(found -> {
            look.described(found);
            look();
        });
        hosts.addValueChangeListener(_ -> look());
        overwrite.addClassName("ls-overwrite");
        overwrite.setVisible(dialogs.offers(Permission.IMAGE_TAG_OVERWRITE));
        how.addClassName("ls-dim");
        ownIds.addClassName("ls-warn-text");
        message.setWidthFull();
        content.setItems(Content.values());
        content.setItemLabelGenerator(each -> Texts.of("imageLoad.content." + each));
        content.addValueChangeListener(_ -> offer());
        content.setValue(Content.IMAGES);
        body(content, file, look, target, message, changes, hosts, ownIds, overwrite, how);
    }

    private boolean isRoot() {
        return content.getValue() == Content.ROOTFS;
    }

    private void look() {
        look.show(isRoot() ? List.of() : hosts.chosen());
        ownIds.setVisible(isRoot() && hosts.chosen().size() > 1);
    }

    private void offer() {
        look();
        target.setVisible(isRoot());
        message.setVisible(isRoot());
        changes.setVisible(isRoot());
        how.setText(Texts.of(isRoot() ? "imageLoad.howRoot" : "imageLoad.how"));
    }

    @Override
    void act() {
        file.name(name -> {
            fileName = name;
            super.act();
        });
    }

    @Override
    List<OperationRequest> requests() {
        var task = isRoot() ? root() : new Task.Load(fileName, replaces());
        return task == null || !hosts.demand() || fileName.isEmpty()
                ? List.of()
                : List.of(new OperationRequest(task, hosts.chosen(), null, null));
    }

    private boolean replaces() {
        return overwrite.isVisible() && overwrite.getValue();
    }

    private @Nullable Task root() {
        target.setInvalid(false);
        var settings = changes.changes();
        try {
            var name = NewNameField.givable(ImageRef.of(target.text()));
            return settings == null ? null : new Task.Import(fileName, name, message.getValue(), settings, replaces());
        } catch (LongshoreException e) {
            target.show(e);
            return null;
        }
    }

    @Override
    boolean refuse(LongshoreException refusal) {
        return isRoot() && target.refuse(refusal);
    }

    @Override
    boolean started(List<Operation> operations) {
        if (!file.send(operations.getFirst())) {
            return true;
        }
        actButton().setVisible(false);
        content.setReadOnly(true);
        target.setReadOnly(true);
        message.setReadOnly(true);
        changes.setReadOnly(true);
        hosts.setReadOnly(true);
        overwrite.setReadOnly(true);
        return false;
    }
}

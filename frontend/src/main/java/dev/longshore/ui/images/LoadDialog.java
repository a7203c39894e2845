package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import dev.longshore.access.Permission;
import dev.longshore.model.HostId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.Set;

/** Loads a file of images on hosts: it goes from the browser to all of them as it is read. */
final class LoadDialog extends ActionDialog {

    private final HostPicker hosts;
    private final SentFile file;
    private final Checkbox overwrite = new Checkbox(Texts.of("imageLoad.overwrite"));
    private String fileName = "";

    LoadDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("imageLoad.title"), Texts.of("imageLoad.load"));
        hosts = new HostPicker(dialogs.hosts(Permission.IMAGE_LOAD), "load", chosen);
        file = new SentFile(this, Texts.of("imageLoad.drop"));
        overwrite.addClassName("ls-overwrite");
        overwrite.setVisible(dialogs.offers(Permission.IMAGE_TAG_OVERWRITE));
        var how = new Div(Texts.of("imageLoad.how"));
        how.addClassName("ls-dim");
        body(file, hosts, overwrite, how);
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
        if (!hosts.demand() || fileName.isEmpty()) {
            return List.of();
        }
        boolean replace = overwrite.isVisible() && overwrite.getValue();
        return List.of(new OperationRequest(new Task.Load(fileName, replace), hosts.chosen(), null, null));
    }

    @Override
    boolean started(List<Operation> operations) {
        if (!file.send(operations.getFirst())) {
            return true;
        }
        actButton().setVisible(false);
        hosts.setReadOnly(true);
        overwrite.setReadOnly(true);
        return false;
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Div;
import dev.longshore.access.Permission;
import dev.longshore.inventory.ContainerView;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/** Exports the files of a container as a file, which the browser fetches at once. */
final class ExportDialog extends ActionDialog {

    private final transient ContainerView container;
    private final CompressionField compression = new CompressionField();

    ExportDialog(ImageDialogs dialogs, ContainerView container) {
        super(dialogs, Texts.of("containerExport.title", container.name()), Texts.of("containerExport.export"));
        this.container = container;
        var how = new Div(Texts.of("containerExport.how"));
        how.addClassName("ls-dim");
        body(compression, how);
        actOnEnter();
    }

    @Override
    List<OperationRequest> requests() {
        var export = new Task.Export(container.id(), container.name(), compression.getValue());
        return List.of(request(export, List.of(container.host()), null, 0));
    }

    @Override
    boolean started(List<Operation> operations) {
        operations.forEach(dialogs()::fetch);
        return true;
    }

    /** Whether the actor may do that to a container of the host. */
    static boolean offered(ImageDialogs dialogs, ContainerView container) {
        return dialogs.may(Permission.CONTAINER_EXPORT, container.host());
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.server.streams.UploadEvent;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Ask;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads a file of images on hosts: it goes from the browser to all of them as it is read. Closing the dialog before it has gone
 * ends the operation.
 */
final class LoadDialog extends ActionDialog {

    private final HostPicker hosts;
    private final Upload upload = new Upload();
    private final Checkbox overwrite = new Checkbox(Texts.of("imageLoad.overwrite"));
    private final Div missing = new Div(Texts.of("imageLoad.noFile"));
    private String fileName = "";
    /** What the file belongs to, once it may come. */
    private transient volatile @Nullable Expected expected;

    private record Expected(Actor actor, OperationId operation) {}

    LoadDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("imageLoad.title"), Texts.of("imageLoad.load"));
        hosts = new HostPicker(dialogs.hosts(Permission.IMAGE_LOAD), "load", chosen);
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAutoUpload(false);
        upload.setUploadButton(new Button(Texts.of("imageLoad.choose")));
        upload.setDropLabel(new Span(Texts.of("imageLoad.drop")));
        upload.addClassName("ls-load");
        upload.setWidthFull();
        upload.setUploadHandler(this::take);
        upload.getElement().addEventListener("files-changed", _ -> missing.setVisible(false));
        upload.getElement().addEventListener("upload-error", _ -> neverArrived());
        missing.addClassName("ls-warn-text");
        missing.setVisible(false);
        overwrite.addClassName("ls-overwrite");
        overwrite.setVisible(dialogs.offers(Permission.IMAGE_TAG_OVERWRITE));
        var how = new Div(Texts.of("imageLoad.how"));
        how.addClassName("ls-dim");
        body(upload, missing, hosts, overwrite, how);
        addOpenedChangeListener(event -> {
            var started = expected;
            if (!event.isOpened() && started != null) {
                expected = null;
                dialogs().cancel(started.operation());
            }
        });
    }

    /** Only the browser knows whether a file was chosen. */
    @Override
    void act() {
        upload.getElement()
                .executeJs("return this.files.length ? this.files[0].name : ''")
                .then(String.class, name -> {
                    fileName = name == null ? "" : name;
                    super.act();
                });
    }

    @Override
    List<OperationRequest> requests() {
        missing.setVisible(fileName.isEmpty());
        if (!hosts.demand() || fileName.isEmpty()) {
            return List.of();
        }
        boolean replace = overwrite.isVisible() && overwrite.getValue();
        return List.of(new OperationRequest(new Task.Load(fileName, replace), hosts.chosen(), null, null));
    }

    @Override
    boolean started(List<Operation> operations) {
        var operation = operations.getFirst();
        if (operation.state().ended()) {
            return true;
        }
        expected = new Expected(dialogs().actor(), operation.id());
        actButton().setVisible(false);
        hosts.setReadOnly(true);
        overwrite.setReadOnly(true);
        upload.getElement().executeJs("this.uploadFiles()");
        return false;
    }

    /** The browser could not send it; if the server had it in hands, the operation says what was wrong. */
    private void neverArrived() {
        if (expected != null) {
            ErrorNote.show(new LongshoreException(ErrorCode.STREAM_BROKEN, Texts.of("imageLoad.neverArrived")));
            close();
        }
    }

    /** On a thread of the upload's own, outside the session's lock. */
    private void take(UploadEvent event) throws IOException {
        var now = expected;
        if (now == null) {
            event.reject(Texts.of("imageLoad.notNow"));
            return;
        }
        var ui = event.getUI();
        try {
            dialogs().imports().read(now.actor(), now.operation(), event.getInputStream());
        } catch (LongshoreException broken) {
            throw new IOException("the upload ended early: " + broken.code()); // the operation says why
        } finally {
            Ask.tell(ui, () -> {
                expected = null;
                close();
            });
        }
    }
}

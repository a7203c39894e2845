package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.server.streams.UploadEvent;
import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Ask;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that goes from the browser to hosts as it is read, once the operation that wants it has been started. It closes its
 * dialog when it has gone; closing the dialog before ends the operation.
 */
final class SentFile extends Div {

    private final transient ImageDialogs dialogs;
    private final Dialog dialog;
    private final Upload upload = new Upload();
    private final Div missing = new Div(Texts.of("imageLoad.noFile"));
    /** What the file belongs to, once it may come. */
    private transient volatile @Nullable Expected expected;

    private record Expected(Actor actor, OperationId operation) {}

    /** @param drop what may be dropped, in words */
    SentFile(ActionDialog dialog, String drop) {
        this.dialogs = dialog.dialogs();
        this.dialog = dialog;
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAutoUpload(false);
        upload.setUploadButton(new Button(Texts.of("imageLoad.choose")));
        upload.setDropLabel(new Span(drop));
        upload.addClassName("ls-load");
        upload.setWidthFull();
        upload.setUploadHandler(this::take);
        upload.getElement().addEventListener("files-changed", _ -> missing.setVisible(false));
        upload.getElement().addEventListener("upload-error", _ -> neverArrived());
        missing.addClassName("ls-warn-text");
        missing.setVisible(false);
        add(upload, missing);
        dialog.addOpenedChangeListener(event -> {
            var started = expected;
            if (!event.isOpened() && started != null) {
                expected = null;
                dialogs.cancel(started.operation());
            }
        });
    }

    /** Tells what the page's script finds in each file that is chosen; empty for none, or where it can't tell. */
    void onLook(Consumer<String> told) {
        upload.getElement()
                .addEventListener(
                        "files-changed",
                        _ -> upload.getElement()
                                .executeJs("return this.files.length && !this.files[0].uploading"
                                        + " && !this.files[0].complete ? window.longshoreLook(this.files[0]) : ''")
                                .then(String.class, found -> told.accept(found == null ? "" : found)));
    }

    /** Tells the name of the file that was chosen, which only the browser knows; empty, and said so here, if none was. */
    void name(Consumer<String> told) {
        upload.getElement()
                .executeJs("return this.files.length ? this.files[0].name : ''")
                .then(String.class, name -> {
                    missing.setVisible(name == null || name.isEmpty());
                    told.accept(name == null ? "" : name);
                });
    }

    /** Sends it; false if the operation has ended already. */
    boolean send(Operation operation) {
        if (operation.state().ended()) {
            return false;
        }
        expected = new Expected(dialogs.actor(), operation.id());
        upload.getElement().executeJs("this.uploadFiles()");
        return true;
    }

    /** The browser could not send it; if the server had it in hands, the operation says what was wrong. */
    private void neverArrived() {
        if (expected != null) {
            ErrorNote.show(new LongshoreException(ErrorCode.STREAM_BROKEN, Texts.of("imageLoad.neverArrived")));
            dialog.close();
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
            dialogs.imports().read(now.actor(), now.operation(), event.getInputStream());
        } catch (LongshoreException broken) {
            throw new IOException("the upload ended early: " + broken.code()); // the operation says why
        } finally {
            Ask.tell(ui, () -> {
                expected = null;
                dialog.close();
            });
        }
    }
}

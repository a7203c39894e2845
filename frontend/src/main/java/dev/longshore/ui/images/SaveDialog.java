package dev.longshore.ui.images;

import com.vaadin.flow.component.html.Span;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/** Saves images of a host that holds all of them as a file, which the browser fetches at once. */
final class SaveDialog extends ActionDialog {

    private final Leaving leaving;
    private final CompressionField compression = new CompressionField();

    SaveDialog(ImageDialogs dialogs, List<Pick> picked) {
        super(dialogs, Texts.of("imageSave.title"), Texts.of("imageSave.save"));
        leaving = new Leaving(dialogs, picked);
        leaving.onChoice(() -> {});
        body(leaving, compression, dim(Texts.of("imageSave.how")));
        if (!leaving.anywhere()) {
            body(dim(Texts.of("imageCopy.noHostHasAll")));
        }
        actOnEnter();
    }

    private static Span dim(String text) {
        var span = new Span(text);
        span.addClassName("ls-dim");
        return span;
    }

    @Override
    List<OperationRequest> requests() {
        var source = leaving.demand();
        return source == null
                ? List.of()
                : List.of(request(
                        new Task.Save(leaving.references(), compression.getValue()), List.of(source.id()), null, 0));
    }

    @Override
    boolean started(List<Operation> operations) {
        operations.forEach(dialogs()::fetch);
        return true;
    }
}

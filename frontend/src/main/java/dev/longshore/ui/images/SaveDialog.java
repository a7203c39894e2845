package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;

/** Saves images of a host that holds all of them as a file, which the browser fetches at once. */
final class SaveDialog extends ActionDialog {

    private final List<ImageRef> references;
    private final ComboBox<HostView> from = new ComboBox<>(Texts.of("imageCopy.from"));
    private final Checkbox gzip = new Checkbox(Texts.of("imageSave.gzip"));

    SaveDialog(ImageDialogs dialogs, List<Pick> picked) {
        super(dialogs, Texts.of("imageSave.title"), Texts.of("imageSave.save"));
        var picks = picked.stream().filter(pick -> !pick.references().isEmpty()).toList();
        references = picks.stream()
                .flatMap(pick -> pick.references().stream())
                .distinct()
                .toList();
        from.setWidthFull();
        from.setManualValidation(true);
        from.setItemLabelGenerator(HostPicker::label);
        var holding = dialogs.hosts(Permission.IMAGE_SAVE).stream()
                .filter(host -> picks.stream().allMatch(pick -> pick.on().containsKey(host.id())))
                .toList();
        from.setItems(holding);
        holding.stream()
                .filter(host -> HostPicker.usable(host, "save"))
                .findFirst()
                .or(() -> holding.stream().findFirst())
                .ifPresent(from::setValue);
        var list = new Div();
        list.addClassName("ls-picked");
        references.forEach(reference -> list.add(new Span(reference.familiar())));
        if (picks.size() < picked.size()) {
            list.add(dim(Texts.of("imageCopy.nameless", picked.size() - picks.size())));
        }
        body(list, from, gzip, dim(Texts.of("imageSave.how")));
        if (holding.isEmpty()) {
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
        var source = from.getValue();
        from.setErrorMessage(Texts.of("images.chooseHost"));
        from.setInvalid(source == null);
        return source == null
                ? List.of()
                : List.of(request(new Task.Save(references, gzip.getValue()), List.of(source.id()), null, 0));
    }

    @Override
    boolean started(List<Operation> operations) {
        operations.forEach(dialogs()::fetch);
        return true;
    }
}

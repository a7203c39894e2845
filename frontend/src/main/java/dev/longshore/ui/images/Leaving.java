package dev.longshore.ui.images;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.model.ImageRef;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images that are to leave a host, by the names that they have, and the choice of a host that holds all of them. */
final class Leaving extends Div {

    private final transient List<ImageRef> references;
    private final transient List<HostView> holding;
    private final ComboBox<HostView> from = new ComboBox<>(Texts.of("imageCopy.from"));

    /** Of what was picked; images without a name stay, and it says so. No host is chosen yet. */
    Leaving(ImageDialogs dialogs, List<Pick> picked) {
        var picks = picked.stream().filter(pick -> !pick.references().isEmpty()).toList();
        references = picks.stream()
                .flatMap(pick -> pick.references().stream())
                .distinct()
                .toList();
        holding = dialogs.hosts(Permission.IMAGE_SAVE).stream()
                .filter(host -> picks.stream().allMatch(pick -> pick.on().containsKey(host.id())))
                .toList();
        addClassName("ls-dialog-body");
        var list = new Div();
        list.addClassName("ls-picked");
        references.forEach(reference -> list.add(new Span(reference.familiar())));
        if (picks.size() < picked.size()) {
            var left = new Span(Texts.of("imageCopy.nameless", picked.size() - picks.size()));
            left.addClassName("ls-dim");
            list.add(left);
        }
        from.setWidthFull();
        from.setManualValidation(true);
        from.setItemLabelGenerator(HostPicker::label);
        from.setItems(holding);
        add(list, from);
    }

    List<ImageRef> references() {
        return references;
    }

    /** Whether there is any host to choose. */
    boolean anywhere() {
        return !holding.isEmpty();
    }

    /** Chooses the first that can be reached, and tells of this and each later choice. */
    void onChoice(Runnable chosen) {
        from.addValueChangeListener(_ -> chosen.run());
        holding.stream()
                .filter(host -> HostPicker.usable(host, "save"))
                .findFirst()
                .or(() -> holding.stream().findFirst())
                .ifPresent(from::setValue);
    }

    /** The host chosen, or null. */
    @Nullable
    HostView source() {
        return from.getValue();
    }

    /** The host chosen; if there is none the field says so. */
    @Nullable
    HostView demand() {
        from.setErrorMessage(Texts.of("images.chooseHost"));
        from.setInvalid(source() == null);
        return source();
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pushes one image from one of the hosts that hold it, under any name: where it is another one, the image is tagged
 * first, and taking that name from another image of the host has to be ticked.
 */
final class PushDialog extends ActionDialog {

    private final transient Pick pick;
    private final NewNameField target = new NewNameField(Texts.of("push.target"));
    private final ComboBox<HostView> from = new ComboBox<>(Texts.of("push.from"));
    private final Checkbox overwrite = new Checkbox();
    private final Div notes = new Div();
    private final RegistrySignIn signIn;

    PushDialog(ImageDialogs dialogs, Pick pick) {
        super(dialogs, Texts.of("push.title", pick.shown()), Texts.of("push.push"));
        this.pick = pick;
        if (!pick.references().isEmpty()) {
            target.setValue(pick.references().getFirst().familiar());
        }
        from.setWidthFull();
        from.setManualValidation(true);
        from.setItemLabelGenerator(HostPicker::label);
        signIn = new RegistrySignIn(dialogs::savedAccount);
        var holding = dialogs.hosts(Permission.IMAGE_PUSH).stream()
                .filter(host -> pick.on().containsKey(host.id()))
                .toList();
        from.setItems(holding);
        holding.stream()
                .filter(host -> HostPicker.usable(host, "push"))
                .findFirst()
                .or(() -> holding.stream().findFirst())
                .ifPresent(from::setValue);
        overwrite.setVisible(false);
        overwrite.addClassName("ls-overwrite");
        notes.addClassName("ls-notes");
        target.addValueChangeListener(_ -> look());
        from.addValueChangeListener(_ -> look());
        body(target, from, notes, overwrite, signIn);
        look();
        actOnEnter();
    }

    /** Asks for the same once more; whoever needed a sign-in needs it again. */
    PushDialog like(Task.Push push) {
        target.setValue(push.target().familiar());
        look();
        signIn.setOpened(true);
        return this;
    }

    private @Nullable ImageRef target() {
        target.setInvalid(false);
        try {
            return NewNameField.givable(ImageRef.of(target.text()));
        } catch (LongshoreException e) {
            target.show(e);
            return null;
        }
    }

    /** Says what the push would do on its host, and where the sign-in goes to. */
    private void look() {
        notes.removeAll();
        overwrite.setVisible(false);
        var ref = target.getValue().isBlank() ? null : target();
        signIn.name(ref == null ? "" : ref.domain());
        target.setHelperText(ref == null || ref.normalized().equals(target.text()) ? "" : ref.normalized());
        var host = from.getValue();
        if (Set.copyOf(pick.on().values()).size() > 1 && host != null) {
            note("≠ " + Texts.of("push.drift", host.name()), "ls-drift");
        }
        if (ref == null || host == null || pick.references().contains(ref)) {
            return;
        }
        var named = dialogs().named(host.id(), ref);
        if (named != null && !named.equals(pick.on().get(host.id()))) {
            note(Texts.of("tag.namesOther", ref.familiar(), named.shortForm(), host.name()), "ls-warn-text");
            boolean allowed = dialogs().may(Permission.IMAGE_TAG_OVERWRITE, host.id());
            overwrite.setLabel(Texts.of("tag.overwrite", 1));
            overwrite.setVisible(allowed);
            if (!allowed) {
                note(Texts.of("tag.mayNotOverwrite"), "ls-dim");
            }
        } else if (named == null) {
            note(Texts.of("push.tagsFirst", ref.familiar(), host.name()), "ls-dim");
        }
    }

    private void note(String text, String css) {
        var line = new Div(new Span(text));
        line.addClassName(css);
        notes.add(line);
    }

    @Override
    List<OperationRequest> requests() {
        var ref = target();
        var host = from.getValue();
        from.setErrorMessage(Texts.of("images.chooseHost"));
        from.setInvalid(host == null);
        var id = host == null ? null : pick.on().get(host.id());
        if (!signIn.check() || ref == null || host == null || id == null) {
            return List.of();
        }
        var source = pick.references().contains(ref) ? new Task.Target.Named(ref) : new Task.Target.ById(id);
        boolean replace = overwrite.isVisible() && overwrite.getValue();
        return List.of(
                request(new Task.Push(source, ref, replace), List.of(host.id()), signIn.credentials(ref.domain()), 0));
    }

    @Override
    boolean refuse(LongshoreException refusal) {
        return target.refuse(refusal);
    }
}

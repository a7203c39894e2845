package dev.longshore.ui.images;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Builds an image on a host, of a Dockerfile that is typed here or of a folder in a file, which goes from the browser to the host as
 * it is read. What is built can be copied and pushed from its card in the activity drawer.
 */
final class BuildDialog extends ActionDialog {

    /** What to build from. */
    private enum Source {
        DOCKERFILE,
        CONTEXT
    }

    private final ComboBox<HostView> host = new ComboBox<>(Texts.of("images.host"));
    private final TextField names = new TextField(Texts.of("imageBuild.names"));
    private final TakenName taken;
    private final RadioButtonGroup<Source> source = new RadioButtonGroup<>(Texts.of("imageBuild.source"));
    private final TextArea dockerfile = new TextArea(Texts.of("imageBuild.dockerfile"));
    private final SentFile file;
    private final BuildOptions options;
    private String fileName = "";

    BuildDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("imageBuild.title"), Texts.of("imageBuild.build"));
        taken = new TakenName(dialogs);
        options = new BuildOptions(dialogs.savedAccounts());
        file = new SentFile(this, Texts.of("imageBuild.drop"));
        hosts(dialogs.hosts(Permission.IMAGE_BUILD), chosen);
        names.setWidthFull();
        names.setManualValidation(true);
        names.setValueChangeMode(ValueChangeMode.LAZY);
        names.setPlaceholder("app:1.4");
        names.setHelperText(Texts.of("imageBuild.namesHint"));
        names.getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
        names.addValueChangeListener(_ -> look());
        names.setVisible(dialogs.offers(Permission.IMAGE_TAG));
        host.addValueChangeListener(_ -> look());
        source.setItems(Source.values());
        source.setItemLabelGenerator(each -> Texts.of("imageBuild.source." + each.name()));
        source.addValueChangeListener(_ -> offer());
        dockerfile.setWidthFull();
        dockerfile.setMinRows(7);
        dockerfile.setMaxRows(16);
        dockerfile.setManualValidation(true);
        dockerfile.setPlaceholder("FROM busybox:1.36\nRUN echo hello > /hello\nCMD [\"cat\", \"/hello\"]");
        dockerfile.addClassName("ls-mono-field");
        dockerfile.getElement().setAttribute("spellcheck", "false");
        var how = new Div(Texts.of("imageBuild.how"));
        how.addClassName("ls-dim");
        source.setValue(Source.DOCKERFILE);
        body(host, names, taken, source, dockerfile, file, options, how);
    }

    private void hosts(List<HostView> hosts, Set<HostId> chosen) {
        host.setWidthFull();
        host.setItems(hosts);
        host.setItemLabelGenerator(HostPicker::label);
        hosts.stream()
                .filter(each -> chosen.isEmpty() ? HostPicker.usable(each, "build") : chosen.contains(each.id()))
                .findFirst()
                .ifPresent(host::setValue);
    }

    private void offer() {
        boolean alone = source.getValue() == Source.DOCKERFILE;
        dockerfile.setVisible(alone);
        file.setVisible(!alone);
        options.offerPath(!alone);
    }

    /** The names that it shall get; throws what is wrong with one. */
    private List<ImageRef> parsed() {
        return Arrays.stream(names.getValue().strip().split("[\\s,]+"))
                .filter(text -> !text.isEmpty())
                .map(ImageRef::of)
                .map(NewNameField::givable)
                .distinct()
                .toList();
    }

    private boolean look() {
        var on = host.getValue();
        names.setInvalid(false);
        host.setHelperText(
                on == null || !on.policyDenies().contains("build") ? "" : Texts.of("images.deniedChosen", on.name()));
        try {
            var wanted = parsed();
            if (on == null) {
                taken.clear();
            } else {
                taken.look(on.id(), on.name(), wanted);
            }
            return true;
        } catch (LongshoreException wrong) {
            taken.clear();
            names.setErrorMessage(FieldError.text(wrong));
            names.setInvalid(true);
            return false;
        }
    }

    @Override
    void act() {
        if (source.getValue() == Source.DOCKERFILE) {
            super.act();
        } else {
            file.name(name -> {
                fileName = name;
                super.act();
            });
        }
    }

    @Override
    List<OperationRequest> requests() {
        var on = host.getValue();
        host.setErrorMessage(Texts.of("images.chooseHost"));
        host.setInvalid(on == null);
        boolean alone = source.getValue() == Source.DOCKERFILE;
        boolean empty = alone && dockerfile.getValue().isBlank();
        dockerfile.setErrorMessage(Texts.of("imageBuild.noDockerfile"));
        dockerfile.setInvalid(empty);
        if (!look() || on == null || empty || (!alone && fileName.isEmpty())) {
            return List.of();
        }
        try {
            var build = new Task.Build(
                    parsed(),
                    options.settings(),
                    options.buildArguments(),
                    options.signIns(),
                    alone ? "Dockerfile" : fileName,
                    taken.overwrite());
            return List.of(new OperationRequest(build, List.of(on.id()), null, null));
        } catch (BuildOptions.Wrong _) {
            return List.of();
        }
    }

    @Override
    boolean started(List<Operation> operations) {
        var operation = operations.getFirst();
        if (source.getValue() == Source.DOCKERFILE) {
            var actor = dialogs().actor();
            var text = dockerfile.getValue().getBytes(StandardCharsets.UTF_8);
            dialogs()
                    .ask(
                            () -> {
                                dialogs().imports().read(actor, operation.id(), new ByteArrayInputStream(text));
                                return true;
                            },
                            _ -> {},
                            _ -> {}); // what was wrong is in the operation
            return true;
        }
        if (!file.send(operation)) {
            return true;
        }
        actButton().setVisible(false);
        host.setReadOnly(true);
        names.setReadOnly(true);
        options.setEnabled(false);
        return false;
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pulls one reference, or several picked ones, on any set of hosts. */
final class PullDialog extends ActionDialog {

    private static final List<String> PLATFORMS = List.of(
            "linux/amd64",
            "linux/arm64",
            "linux/arm/v7",
            "linux/arm/v6",
            "linux/386",
            "linux/ppc64le",
            "linux/s390x",
            "linux/riscv64");

    private final transient List<ImageRef> given;
    private final TextField reference = new TextField(Texts.of("pull.reference"));
    private final Checkbox allTags = new Checkbox(Texts.of("pull.allTags"));
    private final ComboBox<String> platform = new ComboBox<>(Texts.of("pull.platform"));
    private final RegistrySignIn signIn;
    private final HostPicker hosts;

    PullDialog(ImageDialogs dialogs, List<ImageRef> references, Set<HostId> chosen) {
        super(dialogs, Texts.of("pull.title"), Texts.of("pull.pull"));
        signIn = new RegistrySignIn(dialogs::savedAccount);
        given = references.size() > 1 ? List.copyOf(references) : List.of();
        hosts = new HostPicker(dialogs.hosts(Permission.IMAGE_PULL), "pull", chosen);
        reference.setWidthFull();
        reference.setPlaceholder("nginx:1.27");
        reference.setValueChangeMode(ValueChangeMode.LAZY);
        reference.setAutofocus(true);
        reference.getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
        reference.setManualValidation(true);
        if (references.size() == 1) {
            reference.setValue(references.getFirst().familiar());
        }
        reference.addValueChangeListener(_ -> checkReference());
        allTags.addValueChangeListener(_ -> checkReference());
        platform.setItems(PLATFORMS);
        platform.setAllowCustomValue(true);
        platform.setManualValidation(true);
        platform.setClearButtonVisible(true);
        platform.setPlaceholder(Texts.of("pull.ownPlatform"));
        platform.addCustomValueSetListener(event -> platform.setValue(event.getDetail()));
        platform.addValueChangeListener(_ -> checkPlatform());
        var options = new Div(platform, allTags);
        options.addClassName("ls-dialog-row");
        body(given.isEmpty() ? reference : several(), options, hosts, signIn);
        allTags.setVisible(given.isEmpty());
        describe();
        actOnEnter();
    }

    /** Asks for the same once more; whoever needed a sign-in needs it again. */
    PullDialog like(Task.Pull pull) {
        if (pull.allTags()) {
            reference.setValue(pull.reference().familiarName());
            allTags.setValue(true);
        }
        var wanted = pull.platform();
        if (wanted != null) {
            platform.setValue(wanted.toString());
        }
        describe();
        signIn.setOpened(true);
        return this;
    }

    private Div several() {
        var list = new Div();
        list.addClassName("ls-picked");
        given.forEach(ref -> list.add(new Span(ref.familiar())));
        return list;
    }

    /** Says below the field what the text stands for in full, and where sign-in goes to. */
    private void describe() {
        var parsed = parse();
        var text = reference.getValue().strip();
        reference.setHelperText(parsed == null || parsed.normalized().equals(text) ? "" : parsed.normalized());
        var registry = given.isEmpty()
                ? parsed == null ? "" : parsed.domain()
                : given.getFirst().domain();
        signIn.name(registry);
    }

    private @Nullable ImageRef parse() {
        try {
            var text = reference.getValue().strip();
            return text.isEmpty() ? null : allTags.getValue() ? ImageRef.ofName(text) : ImageRef.of(text);
        } catch (LongshoreException _) {
            return null;
        }
    }

    private @Nullable ImageRef checkReference() {
        describe();
        reference.setInvalid(false);
        try {
            var text = reference.getValue().strip();
            if (!allTags.getValue()) {
                return ImageRef.of(text);
            }
            var repository = ImageRef.ofName(text);
            if (repository.tag() == null && repository.digest() == null) {
                return repository;
            }
            reference.setErrorMessage(Texts.of("pull.repositoryOnly", repository.familiarName()));
        } catch (LongshoreException e) {
            reference.setErrorMessage(FieldError.text(e));
        }
        reference.setInvalid(true);
        return null;
    }

    private boolean checkPlatform() {
        platform.setInvalid(false);
        try {
            platform();
            return true;
        } catch (LongshoreException e) {
            platform.setErrorMessage(FieldError.text(e));
            platform.setInvalid(true);
            return false;
        }
    }

    private @Nullable Platform platform() {
        var text = platform.getValue();
        return text == null || text.isBlank() ? null : Platform.of(text.strip());
    }

    @Override
    List<OperationRequest> requests() {
        var one = given.isEmpty() ? checkReference() : null;
        boolean good = given.isEmpty() ? one != null : true;
        good &= checkPlatform();
        good &= hosts.demand();
        good &= signIn.check();
        if (!good) {
            return List.of();
        }
        var requests = new ArrayList<OperationRequest>();
        for (ImageRef ref : one == null ? given : List.of(one)) {
            requests.add(request(
                    new Task.Pull(ref, allTags.getValue(), platform()),
                    hosts.chosen(),
                    credentialsFor(ref),
                    requests.size()));
        }
        return requests;
    }

    /** Only for the registry that the fields were shown for: a password must never reach another one. */
    private OperationRequest.@Nullable Credentials credentialsFor(ImageRef ref) {
        var registry = given.isEmpty() ? ref.domain() : given.getFirst().domain();
        return ref.domain().equals(registry) ? signIn.credentials(registry) : null;
    }

    @Override
    boolean refuse(LongshoreException refusal) {
        if (refusal.code() == ErrorCode.INVALID_REFERENCE && given.isEmpty()) {
            reference.setErrorMessage(FieldError.text(refusal));
            reference.setInvalid(true);
            return true;
        }
        if (refusal.code() == ErrorCode.INVALID_PLATFORM) {
            platform.setErrorMessage(FieldError.text(refusal));
            platform.setInvalid(true);
            return true;
        }
        return false;
    }
}

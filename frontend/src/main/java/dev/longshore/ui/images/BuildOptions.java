package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.textfield.TextFieldBase;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.operations.BuildArgs;
import dev.longshore.registries.Registries;
import dev.longshore.ui.kit.Texts;
import java.io.Serial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How to build, for those who need it otherwise than usual. What is wrong is said at the field, and opens this. */
final class BuildOptions extends Details {

    private final TextArea arguments = new TextArea(Texts.of("imageBuild.arguments"));
    private final TextArea labels = new TextArea(Texts.of("imageBuild.labels"));
    private final TextField dockerfile = new TextField(Texts.of("imageBuild.path"));
    private final TextField target = new TextField(Texts.of("imageBuild.target"));
    private final TextField platform = new TextField(Texts.of("imageBuild.platform"));
    private final Select<BuildSettings.Builder> builder = new Select<>();
    private final MultiSelectComboBox<Registries.Account> signIns =
            new MultiSelectComboBox<>(Texts.of("imageBuild.signIns"));
    private final Checkbox noCache = new Checkbox(Texts.of("imageBuild.noCache"));
    private final Checkbox pull = new Checkbox(Texts.of("imageBuild.pull"));

    /** @param accounts that base images can be pulled with */
    BuildOptions(List<Registries.Account> accounts) {
        super(Texts.of("imageBuild.options"));
        addClassName("ls-build-options");
        setWidthFull();
        pairs(arguments, "VERSION=1.4");
        arguments.setHelperText(Texts.of("imageBuild.argumentsHint"));
        arguments.getElement().setAttribute("autocomplete", "off");
        pairs(labels, "team=shop");
        dockerfile.setPlaceholder("Dockerfile");
        dockerfile.setManualValidation(true);
        target.setPlaceholder(Texts.of("imageBuild.lastStage"));
        target.setManualValidation(true);
        platform.setPlaceholder(Texts.of("pull.ownPlatform"));
        platform.setManualValidation(true);
        builder.setLabel(Texts.of("imageBuild.builder"));
        builder.setItems(BuildSettings.Builder.values());
        builder.setItemLabelGenerator(each -> Texts.of("imageBuild.builder." + each.name()));
        builder.setValue(BuildSettings.Builder.ANY);
        signIns.setWidthFull();
        signIns.setItems(accounts);
        signIns.setItemLabelGenerator(
                each -> Texts.of("imageBuild.account", each.username(), each.registry(), each.host()));
        signIns.setHelperText(Texts.of("imageBuild.signInsHint"));
        signIns.setVisible(!accounts.isEmpty());
        var where = new Div(dockerfile, target);
        var how = new Div(platform, builder);
        var ticks = new Div(noCache, pull);
        where.addClassName("ls-dialog-row");
        how.addClassName("ls-dialog-row");
        ticks.addClassName("ls-dialog-row");
        var all = new Div(arguments, where, how, signIns, labels, ticks);
        all.addClassName("ls-dialog-body");
        add(all);
    }

    private static void pairs(TextArea area, String example) {
        area.setWidthFull();
        area.setMinRows(2);
        area.setPlaceholder(example);
        area.setManualValidation(true);
        area.addClassName("ls-mono-field");
        area.getElement().setAttribute("spellcheck", "false");
    }

    /** Whether the Dockerfile may lie elsewhere: not if it comes alone. */
    void offerPath(boolean offered) {
        dockerfile.setVisible(offered);
    }

    BuildSettings settings() {
        var path = at(
                dockerfile,
                () -> ContextPath.of(
                        dockerfile.isVisible() ? dockerfile.getValue().strip() : ""));
        var on = platform.getValue().isBlank()
                ? null
                : at(platform, () -> Platform.of(platform.getValue().strip()));
        var given = at(labels, () -> pairs(labels.getValue()));
        return at(
                target,
                () -> new BuildSettings(
                        path,
                        target.getValue().strip(),
                        on,
                        noCache.getValue(),
                        pull.getValue(),
                        given,
                        builder.getValue()));
    }

    /** The hosts of registries whose accounts base images are pulled with. */
    List<String> signIns() {
        return signIns.getValue().stream()
                .map(Registries.Account::host)
                .sorted()
                .toList();
    }

    BuildArgs buildArguments() {
        return at(arguments, () -> BuildArgs.of(pairs(arguments.getValue())));
    }

    private interface Read<T> {
        T value();
    }

    /** Told of the field, and thrown on. */
    private <T> T at(TextFieldBase<?, String> field, Read<T> read) {
        field.setInvalid(false);
        try {
            return read.value();
        } catch (LongshoreException wrong) {
            field.setErrorMessage(wrong.reason());
            field.setInvalid(true);
            setOpened(true);
            throw new Wrong();
        }
    }

    /** A field says already what is wrong. */
    static final class Wrong extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        private Wrong() {
            super("a field is wrong", null, false, false);
        }
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new HashMap<String, String>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals < 1 || pairs.put(line.substring(0, equals).strip(), line.substring(equals + 1)) != null) {
                throw new LongshoreException(ErrorCode.INVALID_REQUEST, Texts.of("imageBuild.pairs"));
            }
        });
        return pairs;
    }
}

package dev.longshore.ui.images;

import com.vaadin.flow.component.textfield.TextArea;
import dev.longshore.model.ImageChange;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes changes of an image's config, a line each, and says below itself what is wrong with one. */
final class ChangesField extends TextArea {

    ChangesField() {
        super(Texts.of("imageCommit.changes"));
        setWidthFull();
        setManualValidation(true);
        setHelperText(Texts.of("imageCommit.changesHint"));
        setPlaceholder("ENV MODE=quiet\nCMD [\"serve\"]");
        setMinRows(2);
        getElement().setAttribute("spellcheck", "false");
        addClassName("ls-mono-field");
    }

    /** The changes; null if the field says why not. */
    @Nullable
    List<ImageChange> changes() {
        setInvalid(false);
        try {
            return getValue()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(ImageChange::of)
                    .toList();
        } catch (LongshoreException e) {
            setErrorMessage(e.reason());
            setInvalid(true);
            return null;
        }
    }
}

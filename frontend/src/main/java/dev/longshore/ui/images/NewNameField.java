package dev.longshore.ui.images;

import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Texts;

/** Takes the name that an image shall get, and says below itself what is wrong with one. */
final class NewNameField extends TextField {

    NewNameField(String label) {
        super(label);
        setWidthFull();
        setAutofocus(true);
        setManualValidation(true);
        setValueChangeMode(ValueChangeMode.LAZY);
        setPlaceholder("registry.example/team/name:tag");
        getElement().setAttribute("spellcheck", "false").setAttribute("autocapitalize", "off");
    }

    String text() {
        return getValue().strip();
    }

    /** Passes a name that an image can be given; {@link ErrorCode#INVALID_REFERENCE} for a digest. */
    static ImageRef givable(ImageRef ref) {
        if (ref.digest() != null) {
            throw new LongshoreException(ErrorCode.INVALID_REFERENCE, Texts.of("tag.noDigest"));
        }
        return ref;
    }

    void show(LongshoreException trouble) {
        setErrorMessage(FieldError.text(trouble));
        setInvalid(true);
    }

    /** Shows the refusal if it is about the name. */
    boolean refuse(LongshoreException refusal) {
        if (refusal.code() != ErrorCode.INVALID_REFERENCE) {
            return false;
        }
        show(refusal);
        return true;
    }
}

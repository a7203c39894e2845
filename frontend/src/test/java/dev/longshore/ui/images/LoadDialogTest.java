package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the dialog that brings files asks for. */
class LoadDialogTest extends PageTest {

    @Autowired
    private ImageDialogs dialogs;

    @Test
    @SignedIn
    @DisplayName("a root filesystem has no name and no settings of its own, so that they are asked for")
    void root() {
        scene();
        navigate(ImagesView.class);
        dialogs.load(Set.of());
        roundTrip();
        assertThat(find(TextField.class).withLabel("Name of the image").exists())
                .isFalse();

        test(find(RadioButtonGroup.class).single()).selectItem("A root filesystem, as docker export writes it");

        assertThat(find(TextField.class).withLabel("Name of the image").exists())
                .isTrue();
        assertThat(find(TextField.class).withLabel("Message").exists()).isTrue();
        assertThat(find(TextArea.class).withLabel("Changes of its settings").exists())
                .isTrue();
    }
}

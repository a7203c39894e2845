package dev.longshore.ui.registries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.model.ImageRef;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryChange;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.EmptyState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RegistriesViewTest extends PageTest {

    private static final String SECRET = "a-token-that-nobody-sees";

    @Autowired
    private Registries registries;

    @Autowired
    private ImageDialogs dialogs;

    @AfterEach
    void forget() {
        all().forEach(each -> registries.remove(Actor.system(), each.id()));
    }

    private List<Registry> all() {
        return registries.list(Actor.system());
    }

    private void press(String text) {
        test(find(Button.class).withText(text).all().getLast()).click();
        roundTrip();
    }

    private void pressInRow(String text) {
        test(find(RegistriesView.class).single().grid())
                .getCellComponent(0, "ways")
                .getChildren()
                .filter(each ->
                        each instanceof Button button && button.getText().equals(text))
                .findFirst()
                .ifPresentOrElse(each -> ((Button) each).click(), () -> fail("no button " + text));
        roundTrip();
    }

    private TextField field(String label) {
        return find(TextField.class).withLabel(label).single();
    }

    @Test
    @SignedIn
    @DisplayName("a registry is added, changed without its password, loses it with its host, and is forgotten")
    void life() {
        open("registries", RegistriesView.class);
        assertThat(find(EmptyState.class).exists() || pageText().contains("none yet"))
                .isTrue();
        press("Add registry");
        test(field("Name")).setValue("Team");
        test(field("Host")).setValue("https://registry.example");
        test(field("User name")).setValue("ci");
        test(find(PasswordField.class).single()).setValue(SECRET);
        press("Save");
        assertThat(field("Host").isInvalid()).isTrue();
        assertThat(field("Host").getErrorMessage()).contains("without https://").contains("registry.example:5000");
        assertThat(all()).isEmpty();

        test(field("Host")).setValue("registry.example:5000");
        press("Save");
        assertThat(all()).hasSize(1);
        assertThat(all().getFirst().hasPassword()).isTrue();
        assertThat(pageText()).contains("1 registry").doesNotContain(SECRET);

        pressInRow("Change");
        assertThat(find(PasswordField.class).single().getValue()).isEmpty();
        test(field("Name")).setValue("The team");
        press("Save");
        assertThat(all().getFirst().name()).isEqualTo("The team");
        assertThat(all().getFirst().hasPassword()).isTrue();

        pressInRow("Change");
        test(field("Host")).setValue("elsewhere.example");
        test(find(Checkbox.class).withLabel("Plain HTTP").single()).click();
        press("Save");
        assertThat(all().getFirst().host()).isEqualTo("elsewhere.example");
        assertThat(all().getFirst().plainHttp()).isTrue();
        assertThat(all().getFirst().hasPassword()).isFalse();

        pressInRow("Remove");
        test(find(Confirm.class).single().button()).click();
        assertThat(all()).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("a pull says whose account it uses where one is saved")
    void used() {
        scene();
        registries.add(Actor.system(), new RegistryChange("Team", "registry.example", "ci", SECRET, null, null));
        open("registries", RegistriesView.class);
        dialogs.pull(List.of(ImageRef.of("registry.example/app:1")), Set.of());
        roundTrip();
        assertThat(find(Details.class).single().getSummaryText()).isEqualTo("Signed in as ci, saved for registry Team");
        test(field("Reference")).setValue("other.example/app:1");
        assertThat(find(Details.class).single().getSummaryText()).isEqualTo("Sign in to other.example");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer sees name and host, no account, and no button")
    void viewer() {
        scene();
        registries.add(
                Actor.system(), new RegistryChange("Team", "registry.example", "ci-account", SECRET, null, null));
        open("registries", RegistriesView.class);
        assertThat(buttons()).doesNotContain("Add registry", "Change", "Remove");
        assertThat(pageText()).contains("1 registry").doesNotContain("ci-account", SECRET);
    }
}

package dev.longshore.ui.registries;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.registries.Registries;
import dev.longshore.registries.RegistryChange;
import dev.longshore.registries.RegistryTag;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.Confirm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class BrowseViewTest extends PageTest {

    @Autowired
    private Registries registries;

    private final SmallRegistry small = new SmallRegistry();
    private long id;

    @BeforeEach
    void add() {
        id = registries
                .add(Actor.system(), new RegistryChange("Team", small.host(), null, null, null, true))
                .id();
    }

    @AfterEach
    void forget() {
        registries.remove(Actor.system(), id);
        small.close();
    }

    private List<String> tags() {
        // asked once: between two looks the grid may give way to what is being asked
        return find(TagGrid.class).all().stream()
                .flatMap(grid -> grid.getGenericDataView().getItems())
                .map(RegistryTag::tag)
                .toList();
    }

    private void pressInRow(int row, String text) {
        test(find(TagGrid.class).single())
                .getCellComponent(row, "ways")
                .getChildren()
                .filter(each ->
                        each instanceof Button button && button.getText().equals(text))
                .map(Button.class::cast)
                .findFirst()
                .orElseThrow()
                .click();
        roundTrip();
    }

    @Test
    @SignedIn
    @DisplayName("from the list of repositories to the tags of one, and a pull that is filled in")
    void browses() {
        scene();
        small.tag("1.9", 5_000_000);
        small.tag("1.10", 6_000_000);
        open("registries/" + id, BrowseView.class);
        await(() -> pageText().contains(SmallRegistry.REPOSITORY));
        assertThat(pageText()).contains("Team", small.host()).doesNotContain("<b>no</b>");
        assertThat(find(Anchor.class).all().stream().map(Anchor::getHref))
                .contains("registries/" + id + "?repository=team%2Fapp");

        open("registries/" + id + "?repository=team/app", BrowseView.class);
        await(() -> tags().size() == 2);
        assertThat(tags()).containsExactly("1.10", "1.9");
        assertThat(pageText()).contains("2 tags");
        pressInRow(0, "Pull");
        assertThat(find(TextField.class).withLabel("Reference").single().getValue())
                .isEqualTo(small.host() + "/team/app:1.10");
    }

    @Test
    @SignedIn
    @DisplayName("a delete asks with the names of all tags that go, and takes these and no other")
    void deletes() {
        small.tag("1", 5_000_000);
        small.tag("stable", 5_000_000);
        small.tag("2", 6_000_000);
        open("registries/" + id + "?repository=team/app", BrowseView.class);
        await(() -> tags().size() == 3);
        assertThat(tags()).containsExactly("2", "1", "stable");
        pressInRow(1, "Delete");
        await(() -> find(Confirm.class).exists());
        assertThat(textOf(find(Confirm.class).single()))
                .contains("2 tags name the same image", "team/app:1", "team/app:stable")
                .doesNotContain("team/app:2");
        test(find(Confirm.class).single().button()).click();
        await(() -> tags().equals(List.of("2")));
    }

    @Test
    @SignedIn
    @DisplayName("a registry that does not answer says so, and a test says what works")
    void trouble() {
        open("registries", RegistriesView.class);
        var buttons = find(Button.class).withText("Test");
        assertThat(buttons.exists()).isFalse(); // they are in the grid's cells
        test(find(RegistriesView.class).single().grid())
                .getCellComponent(0, "ways")
                .getChildren()
                .filter(each ->
                        each instanceof Button button && button.getText().equals("Test"))
                .map(Button.class::cast)
                .findFirst()
                .orElseThrow()
                .click();
        await(() -> pageText().contains("Lets in without an account"));
        assertThat(pageText()).contains("Reached", "It is a registry", "Gives a list");

        small.close();
        open("registries/" + id, BrowseView.class);
        await(() -> pageText().contains("nothing listens there"));
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer looks into no registry")
    void viewer() {
        scene();
        open("registries/" + id, BrowseView.class);
        await(() -> pageText().contains("REGISTRY_BROWSE"));
    }
}

package dev.longshore.ui.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.wire.EngineState;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostsViewTest extends PageTest {

    @Test
    @SignedIn
    @DisplayName("a link with filters shows the hosts that they leave")
    void filtersInTheUrl() {
        scene();
        HostsView view = open("hosts?q=edge&state=trouble", HostsView.class);

        assertThat(view.names()).containsExactly("edge-03");
        assertThat(view.chipsOn()).containsExactly("trouble");
        assertThat(find(TextField.class).withValue("edge").exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("a search finds hosts by name, engine and label")
    void search() {
        scene();
        assertThat(open("hosts?q=podman", HostsView.class).names()).containsExactly("lab");
        assertThat(open("hosts?q=env=build", HostsView.class).names()).containsExactly("build-1", "build-2");
    }

    @Test
    @SignedIn
    @DisplayName("a chip filters, and says how many it leaves")
    void chips() {
        scene();
        HostsView view = navigate(HostsView.class);
        Chip trouble = find(Chip.class).all().stream()
                .filter(chip -> chip.getText().startsWith("not online"))
                .findFirst()
                .orElseThrow();

        assertThat(trouble.getText()).isEqualTo("not online 2");
        test(trouble).click();
        assertThat(view.names()).containsExactly("build-2", "edge-03");
        test(trouble).click();
        assertThat(view.names()).hasSize(12);
    }

    @Test
    @SignedIn
    @DisplayName("a thousand hosts are listed, and one that goes offline changes its row alone")
    void thousandHosts() {
        HarbourScene scene = scene();
        scene.grow(1000);
        HostsView view = navigate(HostsView.class);
        assertThat(view.names()).hasSize(1000);

        HostGrid grid = find(HostGrid.class).single();
        assertThat(test(grid).size()).isEqualTo(1000);
        assertThat(textOf(test(grid).getCellComponent(0, "state"))).contains("online");
        harbour.disconnect(scene.id("alpha"), "gone");
        await(() -> textOf(test(grid).getCellComponent(0, "state")).contains("offline"));
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer is not offered to add a host")
    void viewer() {
        scene();
        navigate(HostsView.class);
        assertThat(buttons()).doesNotContain("Add host");
    }

    @Test
    @SignedIn
    @DisplayName("an empty fleet says what to do")
    void empty() {
        navigate(HostsView.class);
        assertThat(find(EmptyState.class).exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("adding a host gives the lines to paste with a fresh token, and shows the host as soon as it connects")
    void addHost() {
        navigate(HostsView.class);
        test(find(Button.class).withText("Add host").all().getFirst()).click();
        roundTrip();
        test(find(TextField.class).withLabel("Name").single()).setValue("omega");
        test(find(TextField.class).withLabel("Labels").single()).setValue("env=prod, rack=b4");
        test(find(Button.class).withText("Make install line").single()).click();

        assertThat(find(CopyLine.class).all())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.text()).contains("LSJ1.", "LONGSHORE_SERVER=https://"));
        assertThat(find(CopyLine.class).all().getFirst().text()).startsWith("docker run ");
        assertThat(pageText()).contains("Waiting for the host to connect");

        Matcher token = Pattern.compile("LSJ1\\.[A-Za-z0-9.]+")
                .matcher(find(CopyLine.class).all().getFirst().text());
        assertThat(token.find()).isTrue();
        HostId other = harbour.enrol("omega", "");
        harbour.connect(other, Duration.ZERO, EngineState.State.UP);
        HostId omega = harbour.enrol("omega-2", "env=prod");
        harbour.joinedWith(token.group(), omega);
        harbour.connect(omega, Duration.ZERO, EngineState.State.UP);
        await(() -> pageText().contains("omega-2 is connected"));
        test(find(Button.class).withText("Open omega-2").single()).click();
        assertThat(getCurrentView()).isInstanceOf(HostDetailView.class);
    }

    @Test
    @SignedIn
    @DisplayName("a name that another host has is refused at the field, however it is spelt")
    void takenName() {
        scene();
        navigate(HostsView.class);
        test(find(Button.class).withText("Add host").all().getFirst()).click();
        roundTrip();
        TextField name = find(TextField.class).withLabel("Name").single();
        test(name).setValue("Alpha");
        test(find(Button.class).withText("Make install line").single()).click();

        assertThat(name.isInvalid()).isTrue();
        assertThat(name.getErrorMessage()).contains("Another host has this name");
        assertThat(find(CopyLine.class).exists()).isFalse();

        test(name).setValue("alpha-3");
        test(find(Button.class).withText("Make install line").single()).click();
        assertThat(find(CopyLine.class).exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("an address that agents can't dial is refused in the dialog")
    void badAddress() {
        navigate(HostsView.class);
        test(find(Button.class).withText("Add host").all().getFirst()).click();
        roundTrip();
        var address = find(TextField.class).withLabel("Address of this server").single();
        test(address).setValue("https://x; rm -rf /");
        test(find(Button.class).withText("Make install line").single()).click();

        assertThat(address.isInvalid()).isTrue();
        assertThat(address.getErrorMessage()).contains("Write it as https://host:8444.");
        assertThat(find(CopyLine.class).exists()).isFalse();
    }

    @Test
    @DisplayName("labels are read as people write them")
    void labels() {
        assertThat(AddHostDialog.labels("env=prod, rack=b4  gpu"))
                .isEqualTo(Map.of("env", "prod", "rack", "b4", "gpu", ""));
        assertThat(AddHostDialog.labels(" ")).isEmpty();
    }
}

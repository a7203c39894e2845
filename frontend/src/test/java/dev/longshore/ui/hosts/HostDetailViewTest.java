package dev.longshore.ui.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostDetailViewTest extends PageTest {

    @Test
    @SignedIn
    @DisplayName("everything that the engine says is readable, in groups")
    void facts() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("beta"), HostDetailView.class);

        assertThat(pageText())
                .contains("26.1.5", "1.24 to 1.45, spoken: 1.45", "json-file", "systemd", "v2", "/var/lib/docker")
                .contains("6.12.48+deb13-amd64", "Debian GNU/Linux 13", "x86_64", "16 GiB")
                .contains("overlay2", "Backing Filesystem", "61 % of 100 GB used, 39 GB free")
                .contains("name=seccomp,profile=builtin", "https://mirror.example.com/", "127.0.0.0/8")
                .contains("bridge, host, macvlan", "inactive", "WARNING: No swap limit support");
    }

    @Test
    @SignedIn
    @DisplayName("a host says whether its agent found its owner's policy, and when it can't see it")
    void policy() {
        HarbourScene scene = scene();
        HostId beta = scene.id("beta");
        open("hosts/" + beta, HostDetailView.class);
        assertThat(pageText()).contains("Its owner’s policy", "no file");

        harbour.connect(beta, Duration.ZERO, EngineState.State.UP, Hello.PolicyFile.OUT_OF_SIGHT);
        await(() -> pageText().contains("does not see /etc/longshore of the host"));
    }

    @Test
    @SignedIn
    @DisplayName("runtimes show version, features, who uses them, and why one could not be asked")
    void runtimes() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("beta") + "?tab=runtimes", HostDetailView.class);

        assertThat(pageText())
                .contains("runc", "default", "1.1.15", "1.0.0 to 1.2.0", "cgroup v2", "--cgroup-manager=systemd")
                .contains("the binary does not exist", "payments-api");
    }

    @Test
    @SignedIn
    @DisplayName("an image that a shell pulls on the host shows up in its open list")
    void liveImages() {
        HarbourScene scene = scene();
        HostId beta = scene.id("beta");
        open("hosts/" + beta + "?tab=images", HostDetailView.class);
        Grid<?> grid = find(Grid.class).single();
        assertThat(test(grid).size()).isEqualTo(4);

        harbour.delta(
                beta,
                InventoryDelta.newBuilder()
                        .addImages(Image.newBuilder()
                                .setId("sha256:" + "e".repeat(64))
                                .addTags("docker.io/library/alpine:3.22")
                                .setSizeBytes(8_000_000)
                                .setSharedBytes(-1)
                                .setOs("linux")
                                .setArchitecture("amd64")));
        await(() -> test(grid).size() == 5);
        assertThat(textOf(test(grid).getCellComponent(0, 0))).contains("alpine:3.22");
    }

    @Test
    @SignedIn
    @DisplayName("an offline host says since when, and what to do, above what was last known")
    void offline() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("edge-03"), HostDetailView.class);
        assertThat(pageText()).contains("Offline since", "docker logs longshore-agent", "overlay2");
    }

    @Test
    @SignedIn
    @DisplayName("removing a host names it exactly, asks once, and then it is gone")
    void remove() {
        HarbourScene scene = scene();
        HostId lab = scene.id("lab");
        open("hosts/" + lab, HostDetailView.class);
        test(find(Button.class).withText("Remove host").single()).click();
        roundTrip();

        Confirm confirm = find(Confirm.class).single();
        assertThat(textOf(confirm)).contains("lab (" + lab + "): 1 containers and 2 images");
        test(confirm.button()).click();
        assertThat(getCurrentView()).isInstanceOf(HostsView.class);
        assertThat(((HostsView) getCurrentView()).names()).hasSize(11).doesNotContain("lab");
    }

    @Test
    @SignedIn
    @DisplayName("from one host's page to another's: what the buttons do is to the host that is shown")
    void fromHostToHost() {
        HarbourScene scene = scene();
        HostId lab = scene.id("lab");
        open("hosts/" + scene.id("beta"), HostDetailView.class);
        open("hosts/h-9999999999999999", HostDetailView.class);
        assertThat(buttons()).doesNotContain("Remove host");
        open("hosts/" + lab, HostDetailView.class);

        assertThat(buttons()).containsOnlyOnce("Remove host", "Rename", "Raw JSON");
        test(find(Button.class).withText("Remove host").single()).click();
        roundTrip();
        test(find(Confirm.class).single().button()).click();

        assertThat(((HostsView) getCurrentView()).names()).contains("beta").doesNotContain("lab");
    }

    @Test
    @SignedIn
    @DisplayName("renaming shows at the field why a name can't be had")
    void rename() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("lab"), HostDetailView.class);
        test(find(Button.class).withText("Rename").single()).click();
        roundTrip();
        TextField name = find(TextField.class).withLabel("Name").single();
        test(name).setValue("alpha");
        test(find(Button.class).withText("Rename").all().getLast()).click();
        assertThat(name.isInvalid()).isTrue();

        test(name).setValue("lab-2");
        test(find(Button.class).withText("Rename").all().getLast()).click();
        await(() -> pageText().contains("lab-2"));
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer sees the host, but no button that is forbidden")
    void viewer() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("beta"), HostDetailView.class);
        assertThat(pageText()).contains("overlay2");
        assertThat(buttons()).doesNotContain("Remove host", "Rename", "Raw JSON");
    }

    @Test
    @SignedIn
    @DisplayName("a host that somebody else removes says so to those who look at it")
    void removedMeanwhile() {
        HarbourScene scene = scene();
        open("hosts/" + scene.id("beta"), HostDetailView.class);
        assertThat(pageText()).contains("overlay2");
        harbour.empty();
        await(() -> find(ErrorNote.class).exists());
        assertThat(pageText()).doesNotContain("overlay2");
        assertThat(buttons()).doesNotContain("Remove host");
    }

    @Test
    @SignedIn
    @DisplayName("more containers than one page of them are all listed, and counted among their runtime's users")
    void manyContainers() {
        HostId host = harbour.enrol("crowded", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.newBuilder()
                        .setEngine("docker")
                        .setDefaultRuntime("runc")
                        .addRuntimes(dev.longshore.wire.Runtime.newBuilder().setName("runc"))
                        .build(),
                List.of(),
                IntStream.range(0, 1_100)
                        .mapToObj(number -> Container.newBuilder()
                                .setId("%064x".formatted(number))
                                .setName("c-%04d".formatted(number))
                                .setState("running")
                                .setRuntime("runc")
                                .build())
                        .toList());
        open("hosts/" + host + "?tab=containers", HostDetailView.class);
        Grid<?> grid = find(Grid.class).single();
        assertThat(test(grid).size()).isEqualTo(1_100);
        open("hosts/" + host + "?tab=runtimes", HostDetailView.class);
        assertThat(pageText()).contains("c-0000", "1,070 more");
    }

    @ParameterizedTest
    @SignedIn
    @ValueSource(strings = {"h-9999999999999999", "h-1", "%3Cscript%3E"})
    @DisplayName("a host that does not exist is an error with a remedy, not a crash")
    void unknown(String id) {
        open("hosts/" + id, HostDetailView.class);
        assertThat(find(ErrorNote.class).exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33: markup in what an engine says stays text, on every tab")
    void markup() {
        String evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>";
        HostId host = harbour.enrol("evil", "note=<b>x</b>");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.newBuilder()
                        .setEngine("docker")
                        .setServerVersion(evil)
                        .setKernel(evil)
                        .addWarnings(evil)
                        .addLabels(evil)
                        .addSecurityOptions(evil)
                        .build(),
                List.of(),
                List.of(Container.newBuilder()
                        .setId("a".repeat(64))
                        .setName(evil)
                        .setImage(evil)
                        .setState("running")
                        .setStatus(evil)
                        .build()));
        harbour.event(host, "container", evil, "a".repeat(64), evil, Duration.ZERO);
        for (String tab : List.of("facts", "runtimes", "images", "containers", "events")) {
            open("hosts/" + host + "?tab=" + tab, HostDetailView.class);
            roundTrip();
            assertThat(hasMarkup()).as(tab).isFalse();
        }
        assertThat(find(Tab.class).all()).isNotEmpty();
        open("hosts/" + host, HostDetailView.class);
        assertThat(pageText()).contains(evil);
    }
}

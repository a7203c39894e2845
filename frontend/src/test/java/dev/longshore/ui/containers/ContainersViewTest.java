package dev.longshore.ui.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.ClickEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Role;
import dev.longshore.inventory.ContainerView;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.wire.CommitTask;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContainersViewTest extends PageTest {

    private static final int IMAGE = 3;
    private static final int SINCE = 4;
    private static final int ACTS = 9;

    private ContainerGrid grid() {
        return find(ContainerGrid.class).single();
    }

    private List<ContainerView> rows() {
        return IntStream.range(0, test(grid()).size())
                .mapToObj(row -> test(grid()).getRow(row))
                .toList();
    }

    private String cell(int row, int column, String property) {
        return test(grid()).getLitRendererPropertyValue(row, column, property, String.class);
    }

    @Test
    @SignedIn
    @DisplayName("an address with filters shows the containers that they leave")
    void filters() {
        HarbourScene scene = scene();
        open("containers?state=restarting", ContainersView.class);
        assertThat(rows()).extracting(ContainerView::name).containsExactly("payments-api");

        open("containers?state=exited&host=" + scene.id("build-1"), ContainersView.class);
        assertThat(rows()).hasSize(6).allMatch(row -> row.hostName().equals("build-1"));

        open("containers?q=payments-api&host=" + scene.id("alpha"), ContainersView.class);
        assertThat(rows()).isEmpty();

        ContainersView all = open("containers", ContainersView.class);
        assertThat(rows()).hasSize(54);
        Chip exited = find(Chip.class).all().stream()
                .filter(chip -> chip.getText().startsWith("exited"))
                .findFirst()
                .orElseThrow();
        test(exited).click();
        assertThat(rows()).isNotEmpty().allMatch(row -> row.state().equals("exited"));
        assertThat(all).isNotNull();
    }

    @Test
    @SignedIn
    @DisplayName("a container becomes an image under a free name at once, under another image's only when ticked")
    void commit() {
        HarbourScene scene = scene();
        harbour.obey(scene.id("alpha"));
        open("containers?host=" + scene.id("alpha"), ContainersView.class);
        ContainerView container = rows().getFirst();
        choose("Commit…");
        roundTrip();
        test(field("Name of the image")).setValue("App:1");
        press("Commit");
        assertThat(field("Name of the image").isInvalid()).isTrue();
        test(field("Name of the image")).setValue("nginx:1.27");
        TextArea changes = find(TextArea.class).single();
        test(changes).setValue("RUN id");
        press("Commit");
        assertThat(changes.isInvalid()).isTrue();
        assertThat(agents.commands(scene.id("alpha"))).isEmpty();

        test(changes).setValue("ENV A=b\n\nCMD [\"x\"]\n");
        test(find(Checkbox.class)
                        .withCondition(box -> box.getLabel().startsWith("Overwrite"))
                        .single())
                .click();
        press("Commit");
        await(() -> agents.commands(scene.id("alpha")).size() == 1);
        CommitTask task = agents.commands(scene.id("alpha")).getFirst().getCommit();
        assertThat(task.getContainerId()).isEqualTo(container.id().value());
        assertThat(task.getReference()).isEqualTo("docker.io/library/nginx:1.27");
        assertThat(task.getChangesList()).containsExactly("ENV A=b", "CMD [\"x\"]");
        assertThat(task.getOverwrite()).isTrue();
        assertThat(task.getRunning()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("the files of a container are exported as they are asked for, and fetched by the browser")
    void export() {
        HarbourScene scene = scene();
        open("containers?host=" + scene.id("alpha"), ContainersView.class);
        ContainerView container = rows().getFirst();
        choose("Export…");
        roundTrip();
        RadioButtonGroup<?> compression = find(RadioButtonGroup.class).single();
        test(compression).selectItem("zstd");
        press("Export");
        assertThat(harbour.tasks())
                .singleElement()
                .satisfies(task ->
                        assertThat(task).contains("\"export\"", container.id().value(), container.name(), "ZSTD"));
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("who may neither make images nor take files sees no button for it")
    void noCommit() {
        scene();
        open("containers", ContainersView.class);
        assertThat(grid().getColumnByKey("acts").isVisible()).isFalse();
    }

    /** From the menu of the first row. */
    private void choose(String act) {
        var menu = (MenuBar) test(grid()).getCellComponent(0, ACTS);
        assertThat(menu.getItems().getFirst().getAriaLabel())
                .hasValue("Actions for " + rows().getFirst().name());
        var item = menu.getItems().getFirst().getSubMenu().getItems().stream()
                .filter(each -> each.getText().equals(act))
                .findFirst()
                .orElseThrow();
        ComponentUtil.fireEvent(item, new ClickEvent<>(item));
    }

    private TextField field(String label) {
        return find(TextField.class).withLabel(label).single();
    }

    private void press(String button) {
        test(find(Button.class).withText(button).single()).click();
        roundTrip();
    }

    @Test
    @SignedIn
    @DisplayName("an address with an order shows it, and one that makes no sense shows them by name")
    void sorted() {
        scene();
        open("containers?sort=host&order=desc", ContainersView.class);
        assertThat(rows()).extracting(ContainerView::hostName).isSortedAccordingTo(Comparator.<String>reverseOrder());
        open("containers?sort=colour&order=up", ContainersView.class);
        assertThat(rows()).extracting(ContainerView::name).isSorted();
    }

    @Test
    @SignedIn
    @DisplayName(
            "how long a container is in its state is told from when it began, and not by the engine's words of then")
    void since() {
        HostId host = harbour.enrol("alpha", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        long at = clock.millis() - 90_000;
        harbour.snapshot(
                host,
                HostFacts.getDefaultInstance(),
                List.of(),
                List.of(
                        container("a", "running")
                                .setStatus("Up Less than a second")
                                .setStartedMs(at)
                                .build(),
                        container("b", "exited")
                                .setStatus("Exited (0) 1 second ago")
                                .setStartedMs(at)
                                .setFinishedMs(at + 1000)
                                .build(),
                        container("c", "exited")
                                .setStatus("Exited (0) 2 hours ago")
                                .build()));
        navigate(ContainersView.class);

        assertThat(cell(0, SINCE, "at")).isEqualTo(Long.toString(at));
        assertThat(cell(1, SINCE, "at")).isEqualTo(Long.toString(at + 1000));
        // an agent that does not tell when it ended
        assertThat(cell(2, SINCE, "at")).isEmpty();
        assertThat(cell(2, SINCE, "word")).isEqualTo("Exited (0) 2 hours ago");
    }

    @Test
    @SignedIn
    @DisplayName(
            "a container whose reference names another image by now is marked, leads to that image, and can be filtered")
    void outdated() {
        HostId host = harbour.enrol("alpha", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.getDefaultInstance(),
                List.of(Image.newBuilder()
                        .setId("sha256:" + "f".repeat(64))
                        .addTags("docker.io/library/busybox:1.35")
                        .build()),
                List.of(
                        container("a", "running")
                                .setImageId("sha256:" + "e".repeat(64))
                                .build(),
                        container("b", "running")
                                .setImageId("sha256:" + "f".repeat(64))
                                .build()));
        open("containers", ContainersView.class);
        assertThat(cell(0, IMAGE, "newer")).isEqualTo("images/" + host + "/" + "f".repeat(64));
        assertThat(cell(1, IMAGE, "newer")).isEmpty();

        test(find(Chip.class).withText("outdated").single()).click();
        assertThat(rows()).extracting(ContainerView::name).containsExactly("web-a");
        open("containers?show=outdated&state=exited", ContainersView.class);
        assertThat(rows()).isEmpty();
        open("", Component.class);
        assertThat(pageText()).contains("1 running container is outdated", "newer images on alpha");
    }

    @Test
    @SignedIn
    @DisplayName("a container that ends changes its row by itself")
    void live() {
        HostId host = harbour.enrol("alpha", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.getDefaultInstance(),
                List.of(),
                List.of(container("a", "running").build()));
        navigate(ContainersView.class);
        assertThat(cell(0, 2, "word")).isEqualTo("running");

        harbour.delta(
                host,
                InventoryDelta.newBuilder()
                        .addContainers(container("a", "exited").setExitCode(137)));
        await(() -> cell(0, 2, "word").equals("exited 137"));
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("containers of a host that is offline stay, greyed, with the age of what is known")
    void offline() {
        HarbourScene scene = scene();
        open("containers?host=" + scene.id("edge-03"), ContainersView.class);
        assertThat(rows()).hasSize(3);
        assertThat(cell(0, 1, "away")).isNotEmpty();
        assertThat(cell(0, 1, "out")).isEqualTo("offline");
        assertThat(cell(0, 2, "word")).startsWith("last known: ");
        assertThat(cell(0, 2, "tone")).isEqualTo("ls-stale");
        assertThat(grid().getPartNameGenerator().apply(rows().getFirst())).isEqualTo("ls-away");

        open("containers?host=" + scene.id("alpha"), ContainersView.class);
        assertThat(cell(0, 1, "away")).isEmpty();
        assertThat(cell(0, 1, "out")).isEmpty();
        assertThat(cell(0, 2, "word")).doesNotContain("last known");
    }

    @Test
    @SignedIn
    @DisplayName("without hosts the page says where to add one")
    void empty() {
        navigate(ContainersView.class);
        assertThat(grid().getEmptyStateComponent()).isInstanceOf(EmptyState.class);
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33: markup in names, images, states and labels stays text")
    void markup() {
        String evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>";
        HostId host = harbour.enrol("evil", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.getDefaultInstance(),
                List.of(),
                List.of(container("a", evil)
                        .setName(evil)
                        .setImage(evil)
                        .setStatus(evil)
                        .setRuntime(evil)
                        .setComposeProject(evil)
                        .build()));
        navigate(ContainersView.class);
        assertThat(cell(0, 0, "name")).isEqualTo(evil);
        assertThat(cell(0, SINCE, "word")).isEqualTo(evil);
        assertThat(hasMarkup()).isFalse();
        assertThat(find(Grid.class).exists()).isTrue();
    }

    private static Container.Builder container(String digit, String state) {
        return Container.newBuilder()
                .setId(digit.repeat(64))
                .setName("web-" + digit)
                .setImage("busybox:1.35")
                .setState(state)
                .setCreatedMs(1_000_000);
    }
}

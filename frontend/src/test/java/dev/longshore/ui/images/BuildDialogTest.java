package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryChange;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BuildResult;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.Failure;
import dev.longshore.wire.LogLines;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the dialog of builds asks for, and what the drawer then tells of a build. */
class BuildDialogTest extends PageTest {

    @Autowired
    private ImageDialogs dialogs;

    @Autowired
    private Registries registries;

    private HarbourScene scene;
    private HostId alpha;

    @BeforeEach
    void ships() {
        scene = scene();
        alpha = scene.id("alpha");
        harbour.obey(alpha);
    }

    private TextField field(String label) {
        return find(TextField.class).withLabel(label).single();
    }

    private TextArea area(String label) {
        return find(TextArea.class).withLabel(label).single();
    }

    private BuildDialog opened() {
        navigate(ImagesView.class);
        dialogs.build(Set.of(alpha));
        roundTrip();
        return find(BuildDialog.class).single();
    }

    private void act(BuildDialog dialog) {
        test(dialog.actButton()).click();
        roundTrip();
    }

    private List<OperationCommand> commands() {
        return agents.commands(alpha);
    }

    private BuildTask sent() {
        await(() -> commands().size() == 1);
        return commands().getFirst().getBuild();
    }

    private void log(long first, String... lines) {
        harbour.say(
                alpha,
                AgentMessage.newBuilder()
                        .setProgress(OperationProgress.newBuilder()
                                .setOperationId(commands().getFirst().getOperationId())
                                .setDoneItems(1)
                                .setTotalItems(3)
                                .setLog(LogLines.newBuilder().setFirst(first).addAllLines(List.of(lines)))));
    }

    private void ends(OperationOutcome.Builder outcome) {
        harbour.say(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(outcome.setOperationId(commands().getFirst().getOperationId())));
    }

    private void tickOverwrite() {
        find(Checkbox.class)
                .withCondition(box -> box.getLabel() != null && box.getLabel().startsWith("Overwrite"))
                .single()
                .setValue(true);
    }

    private Button button(String start) {
        return find(Button.class)
                .withCondition(button -> button.getText().startsWith(start))
                .single();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a Dockerfile, its names and options go to the one host; a name of another image is taken only after a tick")
    void builds() {
        BuildDialog dialog = opened();
        act(dialog);
        assertThat(area("Dockerfile").isInvalid()).isTrue();

        test(area("Dockerfile")).setValue("FROM busybox\nARG TOKEN");
        test(field("Names of the image")).setValue("Shop/New");
        assertThat(field("Names of the image").getErrorMessage()).contains("lower case");
        act(dialog);
        assertThat(commands()).isEmpty();

        test(field("Names of the image")).setValue("shop/new:1 nginx:1.27");
        assertThat(textOf(dialog)).contains("nginx:1.27").contains("on alpha");
        area("Build arguments").setValue("9=x");
        act(dialog);
        assertThat(area("Build arguments").getErrorMessage()).contains("not the name of a build argument");
        assertThat(commands()).isEmpty();

        area("Build arguments").setValue("TOKEN=hunter2-secret\n\nVERSION=1.4=x");
        area("Labels").setValue("team=shop");
        field("Stage to build").setValue("runtime");
        tickOverwrite();
        act(dialog);

        BuildTask task = sent();
        assertThat(task.getReferencesList()).containsExactly("docker.io/shop/new:1", "docker.io/library/nginx:1.27");
        assertThat(task.getOverwrite()).isTrue();
        assertThat(task.getArgsMap()).containsEntry("TOKEN", "hunter2-secret").containsEntry("VERSION", "1.4=x");
        assertThat(task.getLabelsMap()).containsEntry("team", "shop");
        assertThat(task.getTarget()).isEqualTo("runtime");
        assertThat(find(BuildDialog.class).exists()).isFalse();
        assertThat(pageText()).contains("Build shop/new:1").doesNotContain("hunter2");
    }

    @Test
    @SignedIn
    @DisplayName("says whose account base images are pulled with, and sends it along only if it is chosen")
    @SuppressWarnings("unchecked") // what the box holds
    void signsIn() {
        Registry added = registries.add(
                Actor.system(),
                new RegistryChange("Private", "registry.example", "lab", "a-token-that-nobody-sees", null, null));
        try {
            BuildDialog dialog = opened();
            test(area("Dockerfile")).setValue("FROM registry.example/app");
            MultiSelectComboBox<Registries.Account> accounts =
                    find(MultiSelectComboBox.class).withLabel("Sign in to").single();
            Registries.Account account = registries.accounts(Actor.system()).getFirst();
            assertThat(accounts.getItemLabelGenerator().apply(account)).isEqualTo("lab of Private (registry.example)");
            assertThat(accounts.getValue()).isEmpty();
            accounts.setValue(Set.of(account));
            act(dialog);

            assertThat(sent().getCredentialsList()).singleElement().satisfies(each -> {
                assertThat(each.getRegistry()).isEqualTo("registry.example");
                assertThat(each.getUsername()).isEqualTo("lab");
            });
        } finally {
            registries.remove(Actor.system(), added.id());
        }
    }

    @Test
    @SignedIn
    @DisplayName("the drawer shows the log as it grows, and offers to copy and push what was built")
    void follows() {
        BuildDialog dialog = opened();
        test(area("Dockerfile")).setValue("FROM busybox");
        // which the host has: a copy starts from what its inventory tells
        test(field("Names of the image")).setValue("nginx:1.27");
        tickOverwrite();
        act(dialog);
        sent();
        log(0, "Step 1/3 : FROM busybox", "<img src=x onerror=alert(1)>");
        await(() -> pageText().contains("Step 1/3"));
        assertThat(pageText()).contains("<img src=x onerror=alert(1)>");
        log(2, "Step 2/3 : RUN true");
        await(() -> pageText().contains("Step 2/3"));

        ends(OperationOutcome.newBuilder()
                .setState(OperationOutcome.State.SUCCEEDED)
                .setBuild(BuildResult.newBuilder().setImageId("sha256:" + "b".repeat(64))));

        await(() -> pageText().contains("bbbbbbbbbbbb"));
        assertThat(button("Push…").isVisible()).isTrue();
        test(button("Copy to hosts…")).click();
        roundTrip();
        assertThat(find(CopyDialog.class).exists()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("a build that failed says so with its reason and the end of its log")
    void fails() {
        BuildDialog dialog = opened();
        test(area("Dockerfile")).setValue("FROM busybox\nRUN exit 7");
        act(dialog);
        sent();
        ends(OperationOutcome.newBuilder()
                .setState(OperationOutcome.State.FAILED)
                .setFailure(Failure.newBuilder().setCode("BUILD_FAILED").setReason("a non-zero code: 7"))
                .setBuild(BuildResult.newBuilder().setLog(LogLines.newBuilder().addLines("what it said before"))));

        await(() -> pageText().contains("what it said before"));
        assertThat(pageText()).contains("The build failed", "a non-zero code: 7");
        assertThat(find(Button.class)
                        .withCondition(button -> button.getText().startsWith("Copy to hosts"))
                        .exists())
                .isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("a folder in a file has a place for it, and may have its Dockerfile elsewhere")
    void contexts() {
        opened();
        assertThat(find(TextField.class)
                        .withLabel("Where in it the Dockerfile is")
                        .exists())
                .isFalse();
        RadioButtonGroup<?> source = find(RadioButtonGroup.class).single();
        test(source).selectItem("A folder, as tar, tar.gz or zip");
        roundTrip();
        assertThat(find(SentFile.class).exists()).isTrue();
        assertThat(find(TextField.class)
                        .withLabel("Where in it the Dockerfile is")
                        .exists())
                .isTrue();
        assertThat(find(TextArea.class).withLabel("Dockerfile").exists()).isFalse();
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer is offered no build")
    void viewer() {
        navigate(ImagesView.class);
        assertThat(find(Button.class)
                        .withCondition(button -> button.getText().equals("Build…"))
                        .exists())
                .isFalse();
    }
}

package dev.longshore.ui.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.Platform;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Failure;
import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.ServerMessage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class OperationsViewTest extends PageTest {

    @Autowired
    private Operations operations;

    private HarbourScene scene;

    @BeforeEach
    void ships() {
        scene = scene();
        harbour.obey(scene.id("alpha"));
        harbour.obey(scene.id("beta"));
    }

    private Operation pull(String reference, String... hosts) {
        List<HostId> on = List.of(hosts).stream().map(scene::id).toList();
        Operation started = operations.start(
                Actor.system(),
                new OperationRequest(new Task.Pull(ImageRef.of(reference), false, null), on, null, null));
        for (HostId host : on) {
            await(() -> agents.session(host).isEmpty()
                    || agents.commands(host).stream()
                            .anyMatch(command ->
                                    command.getOperationId().equals(started.id().value())));
        }
        return started;
    }

    private void progress(String host, Operation of, long doneBytes, long totalBytes) {
        harbour.say(
                scene.id(host),
                AgentMessage.newBuilder()
                        .setProgress(OperationProgress.newBuilder()
                                .setOperationId(of.id().value())
                                .setDoneBytes(doneBytes)
                                .setTotalBytes(totalBytes)
                                .addLayers(LayerProgress.newBuilder()
                                        .setId("abcdef012345")
                                        .setStatus("downloading")
                                        .setDoneBytes(doneBytes)
                                        .setTotalBytes(totalBytes))));
    }

    private void outcome(String host, Operation of, OperationOutcome.Builder outcome) {
        harbour.say(
                scene.id(host),
                AgentMessage.newBuilder()
                        .setOutcome(outcome.setOperationId(of.id().value())));
    }

    private static OperationOutcome.Builder pulled() {
        return OperationOutcome.newBuilder()
                .setState(OperationOutcome.State.SUCCEEDED)
                .setPull(PullResult.newBuilder()
                        .setDigest("sha256:" + "a".repeat(64))
                        .setBytes(4_000_000));
    }

    private static OperationOutcome.Builder failed(String reason) {
        return OperationOutcome.newBuilder()
                .setState(OperationOutcome.State.FAILED)
                .setFailure(Failure.newBuilder().setCode("REGISTRY_UNREACHABLE").setReason(reason));
    }

    private List<String> listed() {
        OperationGrid grid = find(OperationGrid.class).single();
        return IntStream.range(0, test(grid).size())
                .mapToObj(row -> test(grid).getLitRendererPropertyValue(row, 1, "title", String.class))
                .toList();
    }

    private Button button(String start) {
        return find(Button.class)
                .withCondition(button -> button.getText().startsWith(start))
                .single();
    }

    private boolean offers(String start) {
        return find(Button.class)
                .withCondition(button -> button.getText().startsWith(start))
                .exists();
    }

    private String card() {
        return textOf(find(OperationCard.class).single());
    }

    @Test
    @SignedIn
    @DisplayName("an operation shows the progress of each host and layer by itself, and at the end what came of it")
    void progressAndResult() {
        Operation pull = pull("nginx:1.28", "alpha", "beta", "edge-03");
        open("operations?op=" + pull.id(), OperationsView.class);
        assertThat(listed()).containsExactly("Pull nginx:1.28");
        assertThat(card()).contains("3 hosts", "alpha", "beta", "edge-03");

        progress("alpha", pull, 3_000_000, 12_000_000);
        await(() -> card().contains("3 MB of 12 MB") && card().contains("abcdef012345"));
        outcome("alpha", pull, pulled());
        outcome("beta", pull, failed("connection refused"));
        await(() -> card().contains("4 MB") && card().contains("sha256:aaaaaaaaaaaa…"));
        await(() -> card().contains("connection refused") && card().contains("The registry can’t be reached"));
        await(() -> offers("Retry beta and edge-03"));
        assertThat(offers("Cancel")).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("a cancel reaches the agent, and a retry goes to the hosts where it did not succeed, and no other")
    void cancelAndRetry() {
        Operation pull = pull("redis:8", "alpha", "beta");
        open("operations?op=" + pull.id(), OperationsView.class);
        outcome("alpha", pull, pulled());
        test(button("Cancel")).click();
        await(() -> agents.said(scene.id("beta")).stream().anyMatch(ServerMessage::hasCancel));
        assertThat(agents.said(scene.id("alpha"))).noneMatch(ServerMessage::hasCancel);
        outcome("beta", pull, OperationOutcome.newBuilder().setState(OperationOutcome.State.CANCELLED));
        await(() -> card().contains("cancelled") && offers("Retry beta"));

        test(button("Retry beta")).click();
        await(() -> agents.commands(scene.id("beta")).size() == 2);
        assertThat(agents.commands(scene.id("alpha"))).hasSize(1);
        await(() -> listed().size() == 2);
        assertThat(offers("Retry")).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("an address with filters shows what they leave")
    void filters() {
        Operation good = pull("good:1", "alpha");
        outcome("alpha", good, pulled());
        pull("away:1", "edge-03");
        await(() -> operations
                        .list(Actor.system(), new OperationQuery(null, OperationState.SUCCEEDED, null, "", 0, 1))
                        .total()
                == 1);

        open("operations", OperationsView.class);
        assertThat(listed()).containsExactly("Pull away:1", "Pull good:1");
        assertThat(pageText()).contains("2 operations");
        open("operations?state=failed", OperationsView.class);
        assertThat(listed()).containsExactly("Pull away:1");
        open("operations?q=good&type=pull&host=" + scene.id("alpha"), OperationsView.class);
        assertThat(listed()).containsExactly("Pull good:1");
        open("operations?type=prune", OperationsView.class);
        assertThat(listed()).isEmpty();
        open("operations?state=nonsense&type=nonsense&host=nonsense", OperationsView.class);
        assertThat(listed()).hasSize(2);
    }

    @Test
    @SignedIn
    @DisplayName("an operation that does not exist is an error with a remedy beside the list")
    void unknown() {
        open("operations?op=op-00000000000000000000000000", OperationsView.class);
        assertThat(find(ErrorNote.class).exists()).isTrue();
        open("operations?op=%3Cscript%3E", OperationsView.class);
        assertThat(find(ErrorNote.class).exists()).isTrue();
        assertThat(hasMarkup()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("why it failed is said once for all hosts where it failed alike")
    void sameFailureOnce() {
        Operation pull = pull("alike:1", "alpha", "beta");
        open("operations?op=" + pull.id(), OperationsView.class);
        outcome("beta", pull, failed("no route to host"));
        await(() -> find(ErrorNote.class).all().size() == 1);
        outcome("alpha", pull, failed("no route to host"));
        await(() -> offers("Retry alpha and beta"));
        assertThat(find(ErrorNote.class).all()).hasSize(1);
    }

    @Test
    @SignedIn
    @DisplayName("retrying a job that used credentials asks for them again, with everything else filled in")
    void retryWithCredentials() {
        Operation pull = operations.start(
                Actor.system(),
                new OperationRequest(
                        new Task.Pull(ImageRef.ofName("registry.example/team/app"), true, Platform.of("linux/arm64")),
                        List.of(scene.id("alpha"), scene.id("beta")),
                        new OperationRequest.Credentials("registry.example", "ann", "secret"),
                        null));
        await(() -> agents.commands(scene.id("alpha")).size() == 1);
        await(() -> agents.commands(scene.id("beta")).size() == 1);
        open("operations?op=" + pull.id(), OperationsView.class);
        outcome("beta", pull, pulled());
        outcome("alpha", pull, failed("authentication required"));
        await(() -> offers("Retry alpha"));

        test(button("Retry alpha")).click();
        roundTrip();
        assertThat(find(TextField.class).withLabel("Reference").single().getValue())
                .isEqualTo("registry.example/team/app");
        assertThat(find(Checkbox.class)
                        .withLabel("All tags of the repository")
                        .single()
                        .getValue())
                .isTrue();
        assertThat(find(PasswordField.class).single().getValue()).isEmpty();
        assertThat(pageText()).contains("Sign in to registry.example");
        test(find(TextField.class).withLabel("User name").single()).setValue("ann");
        test(find(PasswordField.class).single()).setValue("the right one");
        test(button("Pull")).click();

        await(() -> agents.commands(scene.id("alpha")).size() == 2);
        var again = agents.commands(scene.id("alpha")).getLast().getPull();
        assertThat(again.getReference()).isEqualTo("registry.example/team/app");
        assertThat(again.getPlatform()).isEqualTo("linux/arm64");
        assertThat(again.getAllTags()).isTrue();
        assertThat(agents.commands(scene.id("beta"))).hasSize(1);
    }

    @Test
    @SignedIn
    @DisplayName("the drawer shows what runs on top of any page, counts it, and follows it")
    void drawer() {
        Operation pull = pull("drawer:1", "alpha");
        open("operations?type=prune", OperationsView.class);
        test(find(Button.class)
                        .withCondition(button -> button.hasClassName("ls-activity"))
                        .single())
                .click();
        roundTrip();
        assertThat(textOf(find(Activity.class).single())).contains("Pull drawer:1", "1 running", "alpha");

        outcome("alpha", pull, pulled());
        await(() -> !textOf(find(Activity.class).single()).contains("1 running"));
        Operation next = pull("drawer:2", "beta");
        await(() -> textOf(find(Activity.class).single()).contains("Pull drawer:2"));
        outcome("beta", next, pulled());
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer follows operations, and can neither cancel nor repeat one")
    void viewer() {
        Operation pull = pull("seen:1", "alpha", "edge-03");
        open("operations?op=" + pull.id(), OperationsView.class);
        assertThat(card()).contains("alpha", "edge-03");
        assertThat(offers("Cancel")).isFalse();
        outcome("alpha", pull, pulled());
        await(() -> card().contains("sha256:aaaaaaaaaaaa…"));
        assertThat(offers("Retry")).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33: markup in what an engine or registry answers stays text")
    void markup() {
        String evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>";
        Operation pull = pull("evil:1", "alpha");
        open("operations?op=" + pull.id(), OperationsView.class);
        outcome("alpha", pull, failed(evil));
        await(() -> card().contains(evil));
        assertThat(hasMarkup()).isFalse();
    }
}

package dev.longshore.ui.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.H1;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.HostAdmin;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.Tone;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PullResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class OverviewViewTest extends PageTest {

    @Autowired
    private Operations operations;

    @Autowired
    private HostAdmin hostAdmin;

    @Test
    @SignedIn
    @DisplayName(
            "the first line says how much is wrong and where, and each thing says what, since when, and where to go")
    void trouble() {
        scene();
        OverviewView view = navigate(OverviewView.class);

        assertThat(textOf(find(H1.class).all().getFirst())).contains("8 things need you", "on edge-03", "more");
        List<String> said = view.troubles().stream().map(Trouble::what).toList();
        assertThat(said)
                .contains(
                        "edge-03 is offline",
                        "The engine on build-2 does not answer",
                        "payments-api is restarting, 6 times so far",
                        "postgres is unhealthy",
                        "edge-01: disk 86 % full",
                        "The clock of db-1 is 1 min behind",
                        "nginx:1.27 differs on 2 of 5 hosts",
                        "registry.local/tools/ci:main differs on 1 of 3 hosts");
        assertThat(view.troubles().getFirst().tone()).isEqualTo(Tone.BAD);
        assertThat(view.troubles())
                .allSatisfy(trouble -> assertThat(trouble.ways()).isNotEmpty());
        Trouble restarting = view.troubles().stream()
                .filter(trouble -> trouble.what().startsWith("payments-api"))
                .findFirst()
                .orElseThrow();
        assertThat(restarting.detail()).isEqualTo("beta › shop · exit 137");
        assertThat(restarting.since()).isBefore(clock.instant().minus(Duration.ofSeconds(100)));
    }

    @Test
    @SignedIn
    @DisplayName("a fleet without trouble says that all is well")
    void well() {
        HostId host = harbour.enrol("alpha", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        navigate(OverviewView.class);

        assertThat(textOf(find(H1.class).all().getFirst())).contains("All is well");
        assertThat(pageText()).contains("1 of 1 hosts reporting", "Nothing needs you right now.");
    }

    @Test
    @SignedIn
    @DisplayName("what goes wrong while the page is open shows up without a reload, and goes again")
    void live() {
        HarbourScene scene = scene();
        navigate(OverviewView.class);
        assertThat(pageText()).doesNotContain("gamma is offline");

        harbour.disconnect(scene.id("gamma"), "the cable was pulled");
        await(() -> pageText().contains("gamma is offline"));
        harbour.connect(scene.id("gamma"), Duration.ZERO, EngineState.State.UP);
        await(() -> !pageText().contains("gamma is offline"));
    }

    @Test
    @SignedIn
    @DisplayName("an operation that failed needs somebody until it is tried again; then what becomes of that counts")
    void retried() {
        HarbourScene scene = scene();
        Operation first = operations.start(
                Actor.system(),
                new OperationRequest(
                        new Task.Pull(ImageRef.of("away:1"), false, null), List.of(scene.id("edge-03")), null, null));
        OverviewView view = navigate(OverviewView.class);
        await(() -> failures(view).equals(List.of(first.id().value())));

        Operation second = operations.retry(Actor.system(), first.id());
        await(() -> failures(view).equals(List.of(second.id().value())));
        harbour.connect(scene.id("edge-03"), Duration.ZERO, EngineState.State.UP);
        harbour.obey(scene.id("edge-03"));
        operations.retry(Actor.system(), second.id());
        await(() -> failures(view).isEmpty());
    }

    @Test
    @SignedIn
    @DisplayName("what failed of late is told apart from what is wrong now, the newest three of it with a way to all")
    void failed() {
        HostId host = away("alpha");
        OverviewView view = navigate(OverviewView.class);
        for (int tag = 1; tag <= 4; tag++) {
            pull(host, "away:" + tag);
        }
        await(() -> view.failed().size() == 4);
        assertThat(view.failed()).allMatch(job -> job.tone() == Tone.WARN);
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        await(() -> pageText().contains("All hosts are well"));
        assertThat(pageText())
                .contains("4 jobs failed in the last hour", "away:4 failed", "away:2 failed")
                .doesNotContain("away:1 failed", "things need you", "Nothing needs you");

        harbour.obey(host);
        pull(host, "away:3");
        await(() -> !agents.commands(host).isEmpty());
        harbour.say(
                host,
                AgentMessage.newBuilder()
                        .setOutcome(OperationOutcome.newBuilder()
                                .setOperationId(agents.commands(host).getFirst().getOperationId())
                                .setState(OperationOutcome.State.SUCCEEDED)
                                .setPull(PullResult.newBuilder().setDigest("sha256:" + "a".repeat(64)))));
        await(() -> pageText().contains("3 jobs failed in the last hour"));
        assertThat(pageText()).doesNotContain("away:3 failed");
        test(find(Button.class).withText("All failed").single()).click();
        assertThat(UI.getCurrent().getInternals().getActiveViewLocation().getPathWithQueryParameters())
                .isEqualTo("operations?state=failed");
    }

    @Test
    @SignedIn
    @DisplayName("jobs that failed on a host which has been removed since are not told")
    void failedOnRemoved() {
        HostId gone = away("gone");
        HostId host = harbour.enrol("alpha", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        OverviewView view = navigate(OverviewView.class);
        pull(gone, "away:1");
        await(() -> view.failed().size() == 1);
        hostAdmin.remove(Actor.system(), gone);
        await(() -> pageText().contains("All is well"));
        assertThat(view.failed()).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("where each host holds an image of its own under a name, the number of images is told")
    void allDiffer() {
        for (String digit : List.of("a", "b", "c")) {
            HostId host = harbour.enrol("host-" + digit, "");
            harbour.connect(host, Duration.ZERO, EngineState.State.UP);
            harbour.snapshot(
                    host,
                    HostFacts.getDefaultInstance(),
                    List.of(Image.newBuilder()
                            .setId("sha256:" + digit.repeat(64))
                            .addDiffIds("sha256:" + digit.repeat(64))
                            .addTags("docker.io/library/app:1")
                            .build()),
                    List.of());
        }
        OverviewView view = navigate(OverviewView.class);
        await(() -> view.troubles().size() == 1);
        assertThat(view.troubles().getFirst().what()).isEqualTo("app:1: 3 different images on 3 hosts");
        assertThat(view.troubles().getFirst().detail()).contains("host-a", "host-b", "host-c");
    }

    private HostId away(String name) {
        HostId host = harbour.enrol(name, "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.disconnect(host, "the cable was pulled");
        return host;
    }

    private void pull(HostId host, String reference) {
        operations.start(
                Actor.system(),
                new OperationRequest(new Task.Pull(ImageRef.of(reference), false, null), List.of(host), null, null));
    }

    private static List<String> failures(OverviewView view) {
        return view.failed().stream()
                .flatMap(trouble -> trouble.ways().stream())
                .map(way -> way.filters().get("op"))
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    @SignedIn
    @DisplayName("hosts that come and go are told in people's words, not in the words of the program")
    void hostEvents() {
        HarbourScene scene = scene();
        harbour.say(
                scene.id("alpha"),
                AgentMessage.newBuilder().setEngine(EngineState.newBuilder().setState(EngineState.State.HUNG)));
        navigate(OverviewView.class);
        await(() -> pageText().contains("engine silent"));
        assertThat(pageText()).doesNotContain("engine_hung");
    }

    @Test
    @SignedIn
    @DisplayName("an empty fleet tells an administrator what to do next")
    void empty() {
        navigate(OverviewView.class);
        assertThat(find(EmptyState.class).exists()).isTrue();
        assertThat(buttons()).contains("Add host");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("an empty fleet offers a viewer nothing that is forbidden")
    void emptyForViewer() {
        navigate(OverviewView.class);
        assertThat(find(EmptyState.class).exists()).isTrue();
        assertThat(buttons()).doesNotContain("Add host");
    }

    @Test
    @SignedIn
    @DisplayName(
            "of a thousand hosts the overview shows the first tiles, those in trouble among them, and a way to the rest")
    void thousandHosts() {
        HarbourScene scene = scene();
        scene.grow(1000);
        navigate(OverviewView.class);

        assertThat(pageText()).contains("960 more", "edge-03");
        test(find(Button.class).withText("Compare").all().getFirst()).click();
    }
}

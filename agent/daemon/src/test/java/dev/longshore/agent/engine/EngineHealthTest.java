package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.model.ErrorCode;
import dev.longshore.wire.EngineState.State;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PullTask;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The engine's health")
class EngineHealthTest {

    private static final EngineHealth.Pace QUICK = new EngineHealth.Pace(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    private static final Duration SOON = Duration.ofSeconds(60);

    private final StubEngine stub = new StubEngine();
    private final DockerEngine engine = DockerEngine.open(stub.uri(), Clock.systemUTC(), QUICK);
    private final Collected collected = new Collected();

    @AfterEach
    void close() {
        engine.close();
        stub.close();
    }

    @Test
    @DisplayName("is hung while lists hang although pings are answered, and says which (catalogue 60)")
    void listsHang() {
        startAndAwaitUp();

        stub.hanging = ".*/(images|containers)/json.*";

        awaitHung("pings, but not a list");
    }

    @Test
    @DisplayName("is hung while only the full list of images hangs, told by its age (catalogue 60)")
    void fullListHangs() {
        stub.hanging = ".*/images/json.*";
        engine.start(collected);

        awaitHung("not its list");
        stub.hanging = "";
    }

    @Test
    @DisplayName("is up again by itself once lists are answered")
    void recovers() {
        startAndAwaitUp();
        stub.hanging = ".*/containers/json.*";
        awaitState(State.HUNG);

        stub.hanging = "";

        awaitState(State.UP);
    }

    @Test
    @DisplayName("refuses an operation at once while the engine is known to be away")
    void refuses() {
        DockerEngine absent =
                DockerEngine.open(URI.create("unix:///nonexistent/docker.sock"), Clock.systemUTC(), QUICK);
        try (absent) {
            absent.start(collected);
            await().atMost(SOON).until(() -> absent.state().getState() == State.DOWN);

            OperationOutcome outcome = absent.run(
                    OperationCommand.newBuilder()
                            .setOperationId("op-1")
                            .setPull(PullTask.newBuilder().setReference("busybox"))
                            .build(),
                    _ -> {},
                    new GivenArchives());

            assertThat(outcome.getState()).isEqualTo(OperationOutcome.State.FAILED);
            assertThat(outcome.getFailure().getCode()).isEqualTo(ErrorCode.ENGINE_DOWN.name());
        }
    }

    private void startAndAwaitUp() {
        engine.start(collected);
        awaitState(State.UP);
        await().atMost(SOON).until(() -> engine.state().getLastListMs() > 0);
    }

    private void awaitHung(String reason) {
        await().atMost(SOON)
                .until(() -> engine.state().getState() == State.HUNG
                        && engine.state().getReason().contains(reason));
    }

    private void awaitState(State state) {
        await().atMost(SOON).until(() -> engine.state().getState() == state);
    }
}

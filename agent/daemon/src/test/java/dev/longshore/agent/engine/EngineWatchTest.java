package dev.longshore.agent.engine;

import static org.awaitility.Awaitility.await;

import dev.longshore.wire.EngineState.State;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineWatchTest {

    private static final String LIST = "/containers/json?all=1";
    private static final String ID = "a".repeat(64);
    /** Less than the pause after which everything is listed in any case. */
    private static final Duration SOON = Duration.ofSeconds(45);

    private final StubEngine stub = new StubEngine();
    private final DockerEngine engine = DockerEngine.open(stub.uri(), Clock.systemUTC());
    private final Collected collected = new Collected();

    @AfterEach
    void close() {
        engine.close();
        stub.close();
    }

    @Test
    @DisplayName("a list that the engine refuses does not count as one that shows what an event told")
    void refusedList() {
        stub.answer(LIST, "[]");
        engine.start(collected);
        await().atMost(SOON).until(() -> engine.state().getState() == State.UP && asked() > 0);

        stub.answer(LIST, 500, "{\"message\":\"no such layer\"}");
        long before = asked();
        stub.event("{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"" + ID + "\"}}");
        await().atMost(SOON).until(() -> asked() > before);
        stub.answers(LIST, container("created"), container("running"));

        await().atMost(SOON)
                .until(() -> collected.deltas.stream()
                        .flatMap(delta -> delta.getContainersList().stream())
                        .anyMatch(container -> container.getState().equals("running")));
    }

    private long asked() {
        return stub.asked.stream().filter(("GET " + LIST)::equals).count();
    }

    private static String container(String state) {
        return "[{\"Id\":\"" + ID + "\",\"Names\":[\"/web\"],\"State\":\"" + state + "\"}]";
    }
}

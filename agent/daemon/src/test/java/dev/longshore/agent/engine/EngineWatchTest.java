package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
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

    @Test
    @DisplayName("an engine that answers pings and never its facts is asked for them less and less often")
    void busy() throws InterruptedException {
        stub.answer(LIST, "[]");
        stub.answer("/info", 500, "{\"message\":\"busy\"}");
        engine.start(collected);
        await().atMost(SOON).until(() -> asked("/info") > 0);
        Thread.sleep(7_000);
        assertThat(asked("/info")).as("not 14 times, every half second").isLessThan(7);

        stub.answer("/info", "{\"Name\":\"stub\"}");
        await().atMost(SOON).until(() -> asked() > 0);
    }

    private long asked() {
        return asked(LIST);
    }

    private long asked(String path) {
        return stub.asked.stream().filter(("GET " + path)::equals).count();
    }

    private static String container(String state) {
        return "[{\"Id\":\"" + ID + "\",\"Names\":[\"/web\"],\"State\":\"" + state + "\"}]";
    }
}

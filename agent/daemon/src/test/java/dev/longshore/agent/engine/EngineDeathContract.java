package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.EngineUnderTest.SOON;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.EngineState.State;
import dev.longshore.wire.OperationOutcome;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How the agent bears an engine that dies or hangs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineDeathContract {

    final Lab lab = Lab.shared();

    private EngineUnderTest under;

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage("death/kept:1");
        under.awaitTagged("docker.io/death/kept:1");
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    @DisplayName(
            "an engine that is stopped in the middle is called hung, costs no threads, and is up again when it goes on (catalogue 59)")
    void hangs() throws InterruptedException {
        under.host.pauseEngine();
        try {
            awaitState(State.HUNG);
            int threads = Thread.activeCount();
            int most = 0;
            long rounds = System.nanoTime() + 15_000_000_000L;
            while (System.nanoTime() < rounds) {
                most = Math.max(most, under.engine.callsUnderWay());
                OperationOutcome refused = under.pull("death/kept:1");
                assertThat(refused.getFailure().getCode()).isEqualTo(ErrorCode.ENGINE_HUNG.name());
                Thread.sleep(500);
            }
            assertThat(most).isLessThanOrEqualTo(4);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
        } finally {
            under.host.resumeEngine();
        }
        awaitState(State.UP);
        awaitFresh();
    }

    @Test
    @DisplayName("an engine that is killed is down, and recovers by itself with what changed meanwhile (catalogue 61)")
    void dies() throws IOException {
        long base = under.seen().revision();
        under.host.killEngine();
        awaitState(State.DOWN);
        EngineState down = under.engine.state();
        assertThat(down.getReason()).isNotBlank();
        assertThat(under.seen().tagged("docker.io/death/kept:1")).isPresent();

        under.host.startEngine();
        under.host.importImage("death/new:1");
        awaitState(State.UP);
        under.awaitTagged("docker.io/death/new:1");
        assertThat(under.seen().tagged("docker.io/death/kept:1")).isPresent();
        assertThat(under.seen().revision()).isGreaterThan(base);
        under.host.docker("rmi", "death/new:1");
    }

    @Test
    @DisplayName("a pull ends as failed when its engine is killed, and succeeds when it is tried again (catalogue 61)")
    void diesWhilePulling() throws InterruptedException {
        under.host.importImage("death/big:1", 400);
        String reference = lab.registry().push(under.host, "death/big:1", "death/big:1");
        under.host.docker("rmi", "death/big:1");
        AtomicReference<OperationOutcome> outcome = new AtomicReference<>();
        Thread worker = Thread.ofVirtual().start(() -> outcome.set(under.pull(reference)));
        await().atMost(SOON).until(() -> !under.progress.isEmpty());

        under.host.killEngine();
        worker.join();

        assertThat(outcome.get().getState()).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(outcome.get().getFailure().getCode()).isEqualTo(ErrorCode.ENGINE_DOWN.name());
        awaitState(State.DOWN);
        under.host.startEngine();
        awaitState(State.UP);
        assertSucceeded(under.pull(reference));
        under.host.docker("rmi", reference);
    }

    private void awaitFresh() {
        long now = System.currentTimeMillis();
        await().atMost(SOON.multipliedBy(2)).until(() -> under.engine.state().getLastListMs() >= now);
    }

    private void awaitState(State state) {
        await().atMost(SOON).until(() -> under.engine.state().getState() == state);
    }
}

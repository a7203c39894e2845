package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.EngineUnderTest.SOON;
import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.OperationOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How failing registries, and commands that cross each other, are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PullErrorsContract {

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private BrokenRegistry broken;

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        broken = new BrokenRegistry(lab);
    }

    @AfterAll
    void close() {
        broken.close();
        under.close();
    }

    @ParameterizedTest(name = "HTTP {0}: {1}")
    @DisplayName("a registry that answers with an error gets a code of its own for each (catalogue 84)")
    @CsvSource({
        "401,REGISTRY_UNAUTHORIZED",
        "403,REGISTRY_FORBIDDEN",
        "404,REGISTRY_NOT_FOUND",
        "429,REGISTRY_RATE_LIMITED",
        "500,REGISTRY_ERROR",
        "503,REGISTRY_ERROR"
    })
    void statuses(int status, ErrorCode code) {
        broken.trustedBy(under.host);

        String repository = "status-" + status + "/x";
        assertFailed(under.pull(broken.reference(repository + ":1")), code);
        assertThat(broken.requests(repository)).as("tries").isBetween(1L, 10L);
    }

    @ParameterizedTest
    @DisplayName("an answer that lacks its end is the registry's fault, and leaves nothing behind (catalogue 84)")
    @ValueSource(strings = {"cut/x", "short/x"})
    void truncated(String repository) {
        broken.trustedBy(under.host);
        List<String> before = under.host.imageIds();

        assertFailed(under.pull(broken.reference(repository + ":1")), ErrorCode.REGISTRY_ERROR);
        assertThat(broken.requests(repository)).as("tries").isBetween(1L, 10L);
        assertThat(under.host.imageIds()).isEqualTo(before);
    }

    @Test
    @DisplayName("a pull from a registry that never answers can be given up, and the engine works on (catalogue 84)")
    void silent() throws InterruptedException {
        broken.trustedBy(under.host);
        AtomicReference<OperationOutcome> outcome = new AtomicReference<>();
        Thread worker = Thread.ofVirtual().start(() -> outcome.set(under.pull(broken.reference("silent/x:1"))));
        await().atMost(SOON).until(() -> broken.requests("silent/x") > 0);

        worker.interrupt();
        worker.join();

        assertThat(outcome.get().getState()).isEqualTo(OperationOutcome.State.CANCELLED);
        await().atMost(SOON).until(() -> under.engine.callsUnderWay() <= 1); // the event stream goes on
        assertFailed(under.pull(lab.registry().reference("no/such:1")), ErrorCode.REGISTRY_NOT_FOUND);
    }

    @Test
    @DisplayName("a registry whose certificate is not trusted is told as such (catalogue 84)")
    void badTls() {
        try (BrokenRegistry untrusted = new BrokenRegistry(lab)) {
            assertFailed(under.pull(untrusted.reference("status-404/x:1")), ErrorCode.REGISTRY_TLS);
        }
    }

    @Test
    @DisplayName("a registry that is not there is unreachable (catalogue 84)")
    void unreachable() {
        assertFailed(under.pull(lab.address() + ":1/x:1"), ErrorCode.REGISTRY_UNREACHABLE);
    }

    @Test
    @DisplayName(
            "a tag or repository that the registry lacks is told as such, and nothing is left behind (catalogue 84)")
    void absent() {
        List<String> before = under.host.imageIds();

        assertFailed(under.pull(lab.registry().reference("no/such:1")), ErrorCode.REGISTRY_NOT_FOUND);
        assertThat(under.host.imageIds()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "pulls and removals of one image at once end, each with its result, and the engine's state is what is shown (catalogue 85)")
    void parallel() throws Exception {
        under.host.importImage("cross:1", 2);
        String reference = lab.registry().push(under.host, "cross:1", "cross:1");
        under.host.docker("rmi", "cross:1");
        List<Future<OperationOutcome>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                running.add(threads.submit(() -> under.pull(reference)));
                running.add(threads.submit(() -> under.remove(reference, false)));
            }
        }
        for (Future<OperationOutcome> outcome : running) {
            assertThat(outcome.get().getState()).isIn(OperationOutcome.State.SUCCEEDED, OperationOutcome.State.FAILED);
        }

        await().atMost(SOON).until(() -> under.seen().tagged(reference).isPresent() == under.has(reference));
        assertSucceeded(under.pull(reference));
        assertThat(under.has(reference)).isTrue();
        under.awaitTagged(reference);
        assertSucceeded(under.remove(reference, false));
    }
}

package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateOutcomesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Actor ANN =
            new Actor(1, "ann", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "1");
    private static final Set<Thread.State> AT_REST =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Gateway gateway = new Gateway(
            Gateway.memory("late-" + DATABASES.incrementAndGet()),
            new OperationSettings(
                    3,
                    100,
                    Duration.ofSeconds(60),
                    Duration.ofMillis(-1),
                    Duration.ofSeconds(30),
                    Duration.ofDays(90)));

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    @Test
    void hostsThatReturnTogetherEachAddTheirOutcomeToOneOperation() throws InterruptedException {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Operation pull = pull(alpha, beta);
        for (HostId host : List.of(alpha, beta)) {
            await().atMost(SOON)
                    .until(() -> !gateway.sentTo(host, ServerMessage.BodyCase.OPERATION)
                            .isEmpty());
            gateway.disconnect(host);
        }
        gateway.aftermath.look();
        assertThat(gateway.runner.live().all()).isEmpty();
        gateway.connect(alpha, Hello.newBuilder());
        gateway.connect(beta, Hello.newBuilder());
        // beta's comes while alpha's is on its way into the database
        Thread second = new Thread(() -> gateway.outcome(beta, pull.id(), OperationOutcome.State.SUCCEEDED));
        doAnswer(_ -> {
                    second.start();
                    await().atMost(SOON).until(() -> AT_REST.contains(second.getState()));
                    return null;
                })
                .when(gateway.audit)
                .record(any(), any(), eq(alpha.value()), any(), anyBoolean(), eq("succeeded"), any());

        gateway.outcome(alpha, pull.id(), OperationOutcome.State.SUCCEEDED);
        second.join(SOON);

        assertThat(second.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(gateway.operations.get(ANN, pull.id()).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(gateway.operations
                        .list(ANN, new OperationQuery(null, OperationState.SUCCEEDED, null, "", 0, 10))
                        .items())
                .as("the operation's own row says what its parts say")
                .extracting(Operation::id)
                .containsExactly(pull.id());
        assertThat(gateway.runner.live().all()).isEmpty();
    }

    @Test
    void aDatabaseThatIsDownIsNotAskedForEachEndEachSecondAndTheEndsKeepTheirTimes() {
        HostId alpha = gateway.host("alpha");
        List<Operation> pulls = List.of(pull(alpha), pull(alpha), pull(alpha));
        await().atMost(SOON)
                .until(() ->
                        gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION).size() == 3);
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean down = new AtomicBoolean(true);
        doAnswer(_ -> {
                    asked.incrementAndGet();
                    if (down.get()) {
                        throw new LongshoreException(ErrorCode.STORAGE, "down");
                    }
                    return null;
                })
                .when(gateway.audit)
                .record(any(), any(), any(), any(), anyBoolean(), eq("succeeded"), any());
        pulls.forEach(pull -> gateway.outcome(alpha, pull.id(), OperationOutcome.State.SUCCEEDED));
        assertThat(asked).hasValue(3);
        List<Instant> ends = pulls.stream().map(this::finishedAt).toList();

        gateway.aftermath.look();
        gateway.aftermath.look();

        assertThat(asked).as("one try for all three, and then a rest").hasValue(4);
        down.set(false);
        await().atMost(SOON).until(() -> {
            gateway.aftermath.look();
            return gateway.runner.live().all().isEmpty();
        });
        for (int at = 0; at < ends.size(); at++) {
            // the database rounds to the microsecond
            assertThat(finishedAt(pulls.get(at))).isCloseTo(ends.get(at), within(1, ChronoUnit.MILLIS));
        }
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).hasSize(3);
    }

    private Operation pull(HostId... hosts) {
        return gateway.operations.start(
                ANN,
                new OperationRequest(
                        new Task.Pull(ImageRef.of("nginx:1.27"), false, null), List.of(hosts), null, null));
    }

    private Instant finishedAt(Operation operation) {
        Instant end = gateway.operations.get(ANN, operation.id()).finishedAt();
        return Objects.requireNonNull(end);
    }
}

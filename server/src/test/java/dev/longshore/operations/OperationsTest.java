package dev.longshore.operations;

import static dev.longshore.inventory.FleetFixture.hex;
import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Failure;
import dev.longshore.wire.Hello;
import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.OperationRefused;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class OperationsTest {

    private static final Actor ANN = actor(1, "ann", Grant.everywhere(Role.ADMIN));
    private static final Actor VIEWER = actor(2, "vera", Grant.everywhere(Role.VIEWER));
    private static final Task PULL = new Task.Pull(ImageRef.of("nginx:1.27"), false, null);

    private Gateway gateway;

    private static Actor actor(long id, String name, Grant... grants) {
        return new Actor(id, name, List.of(grants), Actor.Method.TOKEN, "10.0.0.9", "1");
    }

    @BeforeEach
    void start(TestInfo test) {
        gateway = new Gateway(Gateway.memory(test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    private Operation pull(HostId... hosts) {
        return gateway.operations.start(ANN, new OperationRequest(PULL, List.of(hosts), null, null));
    }

    private Operation get(OperationId id) {
        return gateway.operations.get(ANN, id);
    }

    private Operation.Part part(OperationId id, HostId host) {
        return get(id).parts().stream()
                .filter(part -> part.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    private void awaitCommands(HostId host, int count) {
        await().untilAsserted(() -> assertThat(gateway.sentTo(host, ServerMessage.BodyCase.OPERATION))
                .hasSize(count));
    }

    private static void assertFails(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void aPullRunsOnEachHostAndItsOutcomeIsStoredThenAcknowledged() {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Operation started = pull(alpha, beta);
        awaitCommands(alpha, 1);
        awaitCommands(beta, 1);
        OperationCommand command = gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                .getFirst()
                .getOperation();
        assertThat(command.getPull().getReference()).isEqualTo("docker.io/library/nginx:1.27");
        assertThat(command.getNotAfterMs() - command.getSentMs()).isEqualTo(60_000);
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(Gateway.outcome(started.id(), OperationOutcome.State.SUCCEEDED)
                                .setPull(PullResult.newBuilder()
                                        .setImageId("sha256:" + hex(1))
                                        .setDigest("sha256:" + hex(2)))));
        assertThat(get(started.id()).state()).isEqualTo(OperationState.RUNNING);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).hasSize(1);
        gateway.says(
                beta,
                AgentMessage.newBuilder()
                        .setOutcome(Gateway.outcome(started.id(), OperationOutcome.State.FAILED)
                                .setFailure(Failure.newBuilder()
                                        .setCode("REGISTRY_UNAUTHORIZED")
                                        .setReason("no"))));
        Operation ended = get(started.id());
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.finishedAt()).isNotNull();
        assertThat(part(started.id(), alpha).result())
                .isEqualTo(
                        new Operation.Result.Pulled("sha256:" + hex(1), "sha256:" + hex(2), false, List.of(), 0, ""));
        assertThat(part(started.id(), beta).failure().code()).isEqualTo(ErrorCode.REGISTRY_UNAUTHORIZED);
        assertThat(part(started.id(), beta).failure().remedy()).isNotEmpty();
        assertThat(gateway.recorded)
                .containsExactlyInAnyOrder(
                        "ann image.pull " + alpha + " allowed intent",
                        "ann image.pull " + beta + " allowed intent",
                        "ann image.pull " + alpha + " allowed succeeded",
                        "ann image.pull " + beta + " allowed failed");
    }

    @Test
    void anOfflineHostFailsAtOnceInItsOwnPartOnly() {
        HostId alpha = gateway.host("alpha");
        HostId gone = gateway.agents.enrol("gone");
        Operation started = pull(alpha, gone);
        assertThat(part(started.id(), gone).failure().code()).isEqualTo(ErrorCode.HOST_OFFLINE);
        awaitCommands(alpha, 1);
        gateway.outcome(alpha, started.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.FAILED);
    }

    @Test
    void withoutTheRightOnOneHostNothingStartsAnywhereAndTheRefusalIsRecorded() {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Actor half = actor(3, "half", new Grant(Role.ADMIN, Set.of(alpha)), Grant.everywhere(Role.VIEWER));
        assertThatThrownBy(() ->
                        gateway.operations.start(half, new OperationRequest(PULL, List.of(alpha, beta), null, null)))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("IMAGE_PULL")
                .hasMessageContaining("beta");
        assertThat(gateway.sent).isEmpty();
        assertThat(gateway.recorded).containsExactly("half image.pull " + beta + " denied refused");
        assertThat(gateway.operations.list(ANN, OperationQuery.newest(10)).total())
                .isZero();
        Actor blind = actor(4, "blind", new Grant(Role.ADMIN, Set.of(alpha)));
        assertFails(
                ErrorCode.NOT_FOUND,
                () -> gateway.operations.start(blind, new OperationRequest(PULL, List.of(alpha, beta), null, null)));
        Operation others = pull(alpha, beta);
        assertFails(ErrorCode.NOT_FOUND, () -> gateway.operations.get(blind, others.id()));
        assertThat(gateway.operations.list(blind, OperationQuery.newest(10)).items())
                .isEmpty();
        assertFails(ErrorCode.FORBIDDEN, () -> gateway.operations.cancel(VIEWER, others.id()));
        assertFails(ErrorCode.FORBIDDEN, () -> gateway.operations.retry(VIEWER, others.id()));
    }

    @Test
    @DisplayName("catalogue 54: what can't be recorded in the audit is not done")
    void withoutAnAuditRowNothingLeaves() {
        HostId alpha = gateway.host("alpha");
        doThrow(new LongshoreException(ErrorCode.STORAGE, "full"))
                .when(gateway.audit)
                .record(any(), any(), any(), any(), anyBoolean(), eq("intent"), any());
        assertFails(ErrorCode.STORAGE, () -> pull(alpha));
        assertThat(gateway.sent).isEmpty();
        assertThat(gateway.operations.list(ANN, OperationQuery.newest(10)).total())
                .isZero();
    }

    @Test
    void threeRunOnAHostAtATimeAndTheOthersWait() {
        HostId alpha = gateway.host("alpha");
        List<OperationId> ids = java.util.stream.IntStream.range(0, 5)
                .mapToObj(_ -> pull(alpha).id())
                .toList();
        awaitCommands(alpha, 3);
        assertThat(ids.stream().filter(id -> get(id).state() == OperationState.QUEUED))
                .hasSize(2);
        OperationId first = OperationId.of(gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                .getFirst()
                .getOperation()
                .getOperationId());
        gateway.outcome(alpha, first, OperationOutcome.State.SUCCEEDED);
        awaitCommands(alpha, 4);
        gateway.disconnect(alpha);
        assertThat(ids.stream()
                        .map(id -> part(id, alpha).failure())
                        .filter(failure -> failure != null && failure.code() == ErrorCode.HOST_OFFLINE))
                .as("what waits for a host that goes away fails at once")
                .hasSize(1);
    }

    @Test
    void cancellingEndsWhatWaitsAtOnceAndAsksForTheEndOfWhatRuns() {
        HostId alpha = gateway.host("alpha");
        List<OperationId> ids = java.util.stream.IntStream.range(0, 4)
                .mapToObj(_ -> pull(alpha).id())
                .toList();
        awaitCommands(alpha, 3);
        OperationId queued = ids.stream()
                .filter(id -> get(id).state() == OperationState.QUEUED)
                .findFirst()
                .orElseThrow();
        assertThat(gateway.operations.cancel(ANN, queued).state()).isEqualTo(OperationState.CANCELLED);
        OperationId running = ids.stream()
                .filter(id -> get(id).state() == OperationState.RUNNING)
                .findFirst()
                .orElseThrow();
        assertThat(gateway.operations.cancel(ANN, running).state()).isEqualTo(OperationState.RUNNING);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.CANCEL)).hasSize(1);
        gateway.outcome(alpha, running, OperationOutcome.State.CANCELLED);
        assertThat(get(running).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(part(running, alpha).failure().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(gateway.operations.cancel(ANN, running).state()).isEqualTo(OperationState.CANCELLED);
    }

    @Test
    void aRetryIsForTheHostsThatDidNotSucceed() {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Operation first = pull(alpha, beta);
        assertFails(ErrorCode.INVALID_REQUEST, () -> gateway.operations.retry(ANN, first.id()));
        awaitCommands(alpha, 1);
        awaitCommands(beta, 1);
        gateway.outcome(alpha, first.id(), OperationOutcome.State.SUCCEEDED);
        gateway.outcome(beta, first.id(), OperationOutcome.State.FAILED);
        Operation retry = gateway.operations.retry(ANN, first.id());
        assertThat(retry.retryOf()).isEqualTo(first.id());
        assertThat(retry.parts()).extracting(Operation.Part::host).containsExactly(beta);
        awaitCommands(beta, 2);
        gateway.outcome(beta, retry.id(), OperationOutcome.State.SUCCEEDED);
        assertFails(ErrorCode.INVALID_REQUEST, () -> gateway.operations.retry(ANN, retry.id()));
    }

    @Test
    void credentialsReachTheAgentAreStoredNowhereAndARetryNeedsThemAgain() {
        HostId alpha = gateway.host("alpha");
        Task task = new Task.Pull(ImageRef.of("registry.example/a:1"), false, null);
        OperationRequest.Credentials secret =
                new OperationRequest.Credentials("registry.example", "lab", "hunter2-secret");
        assertFails(
                ErrorCode.INVALID_REQUEST,
                () -> gateway.operations.start(ANN, new OperationRequest(PULL, List.of(alpha), secret, null)));
        Operation started = gateway.operations.start(ANN, new OperationRequest(task, List.of(alpha), secret, null));
        awaitCommands(alpha, 1);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                        .getFirst()
                        .getOperation()
                        .getPull()
                        .getCredentials()
                        .getPassword())
                .isEqualTo("hunter2-secret");
        await().until(() -> gateway.runner.live().find(started.id()).credentials() == null);
        assertThat(TaskJson.write(task)).doesNotContain("hunter2");
        gateway.outcome(alpha, started.id(), OperationOutcome.State.FAILED);
        assertFails(ErrorCode.CREDENTIALS_GONE, () -> gateway.operations.retry(ANN, started.id()));

        gateway.operations.retry(ANN, started.id(), secret);
        awaitCommands(alpha, 2);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                        .getLast()
                        .getOperation()
                        .getPull()
                        .getCredentials()
                        .getPassword())
                .isEqualTo("hunter2-secret");
    }

    @Test
    void theSameKeyGivesTheSameOperation() {
        HostId alpha = gateway.host("alpha");
        OperationRequest request = new OperationRequest(PULL, List.of(alpha), null, "once");
        Operation first = gateway.operations.start(ANN, request);
        assertThat(gateway.operations.start(ANN, request).id()).isEqualTo(first.id());
        awaitCommands(alpha, 1);
        gateway.outcome(alpha, first.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(gateway.operations.start(ANN, request).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(gateway.operations.list(ANN, OperationQuery.newest(10)).total())
                .isEqualTo(1);
    }

    @Test
    void progressIsToldWithLayersRateAndTimeLeft() {
        HostId alpha = gateway.host("alpha");
        List<Operation> heard = new CopyOnWriteArrayList<>();
        try (Fleet.Subscription subscription = gateway.operations.subscribe(ANN, heard::add)) {
            Operation started = pull(alpha);
            awaitCommands(alpha, 1);
            for (int step = 1; step <= 200; step++) {
                gateway.says(
                        alpha,
                        AgentMessage.newBuilder()
                                .setProgress(OperationProgress.newBuilder()
                                        .setOperationId(started.id().value())
                                        .setStep("pulling")
                                        .setDoneBytes(step * 1_000L)
                                        .setTotalBytes(1_000_000)
                                        .addLayers(LayerProgress.newBuilder()
                                                .setId("layer-" + step % 2)
                                                .setStatus("downloading")
                                                .setDoneBytes(step))));
            }
            Operation.Progress progress = part(started.id(), alpha).progress();
            assertThat(progress.step()).isEqualTo("pulling");
            assertThat(progress.doneBytes()).isEqualTo(200_000);
            assertThat(progress.layers()).hasSize(2);
            gateway.outcome(alpha, started.id(), OperationOutcome.State.SUCCEEDED);
            await().until(() -> !heard.isEmpty() && heard.getLast().state() == OperationState.SUCCEEDED);
            assertThat(heard).as("at most four updates a second").hasSizeLessThan(50);
            assertThat(subscription).isNotNull();
        }
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        ProgressMeter meter = new ProgressMeter();
        for (int second = 0; second <= 10; second++) {
            long done = second <= 5 ? second * 100L : 500 + (second - 5) * 1_000L;
            meter.report(
                    OperationProgress.newBuilder()
                            .setDoneBytes(done)
                            .setTotalBytes(10_500)
                            .build(),
                    Duration.ofSeconds(second).toNanos());
        }
        Operation.Progress going = meter.now(Duration.ofSeconds(14).toNanos());
        assertThat(going.bytesPerSecond()).isEqualTo(1_000);
        assertThat(going.secondsLeft()).isEqualTo(5);
        Operation.Progress stalled = meter.now(Duration.ofSeconds(16).toNanos());
        assertThat(stalled.bytesPerSecond()).isZero();
        assertThat(stalled.secondsLeft()).isEqualTo(-1);
    }

    @Test
    @DisplayName("catalogue 12: an outcome for an operation that the host has no part in is dropped and audited")
    void aForgedOutcomeIsDropped() {
        HostId alpha = gateway.host("alpha");
        HostId evil = gateway.host("evil");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.outcome(evil, started.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.RUNNING);
        assertThat(gateway.sentTo(evil, ServerMessage.BodyCase.OUTCOME_ACK)).isEmpty();
        assertThat(gateway.recorded).contains("longshore operation.forged " + evil + " denied refused");
        // the flood that follows fills no audit
        for (int again = 0; again < 50; again++) {
            gateway.outcome(evil, started.id(), OperationOutcome.State.SUCCEEDED);
        }
        assertThat(gateway.recorded.stream().filter(line -> line.contains("forged")))
                .hasSize(1);
    }

    @Test
    @DisplayName("catalogue 14: an unsolicited result changes nothing, and the agent need not keep it")
    void unsolicitedResultsAreIgnored() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.outcome(alpha, started.id(), OperationOutcome.State.FAILED);
        gateway.outcome(alpha, started.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.FAILED);
        gateway.outcome(alpha, OperationId.of("op-00000000000000000000000000"), OperationOutcome.State.SUCCEEDED);
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(OperationOutcome.newBuilder().setOperationId("x")));
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).hasSize(3);
    }

    @Test
    @DisplayName("catalogue 85: what stands in the way of a removal is shown by name")
    void aConflictNamesTheContainers() {
        HostId alpha = gateway.host("alpha");
        Operation started = gateway.operations.start(
                ANN,
                new OperationRequest(
                        new Task.Remove(List.of(Task.Target.of("nginx:1.27")), false), List.of(alpha), null, null));
        awaitCommands(alpha, 1);
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(Gateway.outcome(started.id(), OperationOutcome.State.FAILED)
                                .setFailure(Failure.newBuilder()
                                        .setCode("IMAGE_IN_USE")
                                        .setReason("nginx:1.27 is in use")
                                        .addSubjects("web")
                                        .addSubjects("<img onerror>\u001b[31m"))));
        Operation.Failure failure = part(started.id(), alpha).failure();
        assertThat(failure.code()).isEqualTo(ErrorCode.IMAGE_IN_USE);
        assertThat(failure.subjects()).containsExactly("web", "<img onerror>\ufffd[31m");
    }

    @Test
    void whatThePolicyOfTheHostForbidsFailsWithItsReason() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setRefused(OperationRefused.newBuilder()
                                .setOperationId(started.id().value())
                                .setFailure(Failure.newBuilder().setCode("POLICY_DENIED"))));
        assertThat(part(started.id(), alpha).failure().code()).isEqualTo(ErrorCode.POLICY_DENIED);
    }

    @Test
    @DisplayName("catalogue 66: an outcome whose acknowledgement was lost settles once, from the agent's journal")
    void aLostReplyIsToldAgain() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.disconnect(alpha);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.RUNNING);
        Hello.Builder hello =
                Hello.newBuilder().addUnacknowledged(Gateway.outcome(started.id(), OperationOutcome.State.SUCCEEDED));
        gateway.connect(alpha, hello);
        gateway.connect(alpha, hello);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).hasSize(2);
        assertThat(gateway.recorded.stream().filter(line -> line.endsWith("succeeded")))
                .hasSize(1);
    }

    @Test
    @DisplayName("catalogue 62: work that the agent forgot is interrupted, and the inventory says what is there")
    void forgottenWorkIsReconciledWithTheEngine() {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Operation started = pull(alpha, beta);
        awaitCommands(alpha, 1);
        awaitCommands(beta, 1);
        gateway.accepts(alpha, started.id());
        gateway.accepts(beta, started.id());
        gateway.disconnect(alpha);
        gateway.disconnect(beta);
        gateway.connect(alpha, Hello.newBuilder());
        gateway.connect(beta, Hello.newBuilder());
        assertThat(get(started.id()).state()).isEqualTo(OperationState.RUNNING);
        gateway.snapshot(alpha, image(1, "docker.io/library/nginx:1.27"));
        gateway.snapshot(beta);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.INTERRUPTED);
        assertThat(part(started.id(), alpha).failure().reason()).contains("now has nginx:1.27");
        assertThat(part(started.id(), beta).failure().reason()).contains("does not have nginx:1.27");
        // the agent's journal turns up after all: what it says is the truth
        gateway.outcome(alpha, started.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(part(started.id(), alpha).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void workThatStillRunsAfterAReconnectGoesOnAndHearsOfACancellation() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.disconnect(alpha);
        gateway.operations.cancel(ANN, started.id());
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.CANCEL)).isEmpty();
        gateway.connect(
                alpha, Hello.newBuilder().addRunningOperations(started.id().value()));
        gateway.snapshot(alpha);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.RUNNING);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.CANCEL)).hasSize(1);
    }

    @Test
    void workThatTheHelloDidNotNameGoesOnOnceTheAgentSpeaksOfIt() {
        HostId alpha = gateway.host("alpha");
        Operation accepted = pull(alpha);
        Operation progressed = pull(alpha);
        awaitCommands(alpha, 2);
        gateway.disconnect(alpha);
        gateway.connect(alpha, Hello.newBuilder());
        gateway.accepts(alpha, accepted.id());
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setProgress(OperationProgress.newBuilder()
                                .setOperationId(progressed.id().value())));
        gateway.snapshot(alpha);
        assertThat(get(accepted.id()).state()).isEqualTo(OperationState.RUNNING);
        assertThat(get(progressed.id()).state()).isEqualTo(OperationState.RUNNING);
    }

    @Test
    @DisplayName("catalogue 10: work of a host that was removed is interrupted")
    void aRemovedHostsWorkIsInterrupted() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        gateway.agents.remove(alpha);
        gateway.tracker.hostChanged(alpha);
        assertThat(get(started.id()).state()).isEqualTo(OperationState.INTERRUPTED);
    }

    @Test
    void afterARestartNothingIsLostAndNothingRunsForEver() {
        HostId alpha = gateway.host("alpha");
        List<OperationId> ids = java.util.stream.IntStream.range(0, 5)
                .mapToObj(_ -> pull(alpha).id())
                .toList();
        awaitCommands(alpha, 3);
        List<OperationId> running = ids.stream()
                .filter(id -> get(id).state() == OperationState.RUNNING)
                .toList();
        gateway.runner.destroy();

        gateway = new Gateway(
                gateway.database,
                new OperationSettings(
                        3,
                        100,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(30),
                        Duration.ofDays(90)));
        HostId again = gateway.agents.enrol("alpha");
        assertThat(again).isEqualTo(alpha);
        gateway.aftermath.afterSingletonsInstantiated();
        assertThat(ids.stream().filter(id -> !running.contains(id)).map(id -> get(id).state()))
                .containsOnly(OperationState.INTERRUPTED);
        gateway.connect(
                alpha,
                Hello.newBuilder()
                        .addRunningOperations(running.get(0).value())
                        .addUnacknowledged(Gateway.outcome(running.get(1), OperationOutcome.State.SUCCEEDED)));
        gateway.snapshot(alpha);
        assertThat(get(running.get(0)).state()).isEqualTo(OperationState.RUNNING);
        assertThat(get(running.get(1)).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(get(running.get(2)).state()).isEqualTo(OperationState.INTERRUPTED);
        // a host that never comes back
        gateway.disconnect(alpha);
        await().untilAsserted(() -> {
            gateway.aftermath.look();
            assertThat(get(running.get(0)).state()).isEqualTo(OperationState.INTERRUPTED);
        });
    }

    @Test
    void anAgentThatDoesNotTakeACommandInTimeIsNotWaitedForForEver() {
        gateway.runner.destroy();
        gateway = new Gateway(
                Gateway.memory("silent"),
                new OperationSettings(
                        3,
                        100,
                        Duration.ofSeconds(-10),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(30),
                        Duration.ofDays(90)));
        HostId alpha = gateway.host("alpha");
        Operation silent = pull(alpha);
        Operation working = pull(alpha);
        awaitCommands(alpha, 2);
        gateway.accepts(alpha, working.id());
        gateway.aftermath.look();
        assertThat(get(silent.id()).state()).isEqualTo(OperationState.INTERRUPTED);
        assertThat(get(working.id()).state()).isEqualTo(OperationState.RUNNING);
    }

    @Test
    void anEndThatTheDatabaseRefusesIsStoredLaterAndAcknowledgedOnlyThen() {
        HostId alpha = gateway.host("alpha");
        Operation started = pull(alpha);
        awaitCommands(alpha, 1);
        doThrow(new LongshoreException(ErrorCode.STORAGE, "full"))
                .doNothing()
                .when(gateway.audit)
                .record(any(), any(), any(), any(), anyBoolean(), eq("succeeded"), any());
        gateway.outcome(alpha, started.id(), OperationOutcome.State.SUCCEEDED);
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).isEmpty();
        gateway.aftermath.look();
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OUTCOME_ACK)).hasSize(1);
        assertThat(gateway.store.find(started.id()).orElseThrow().view().state())
                .isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void historyIsFilteredAndPagedByTheDatabase() {
        HostId alpha = gateway.host("alpha");
        HostId beta = gateway.host("beta");
        Operation prune = gateway.operations.start(
                ANN,
                new OperationRequest(
                        new Task.Prune(Map.of(beta, List.of(ImageId.of(hex(5)))), false), List.of(beta), null, null));
        for (int number = 0; number < 5; number++) {
            pull(alpha);
        }
        assertThat(gateway.operations.list(ANN, OperationQuery.newest(4)).items())
                .hasSize(4);
        assertThat(gateway.operations.list(ANN, OperationQuery.newest(4)).total())
                .isEqualTo(6);
        assertThat(gateway.operations
                        .list(ANN, new OperationQuery(null, null, null, "", 1, 4))
                        .items())
                .hasSize(2)
                .last()
                .isEqualTo(get(prune.id()));
        assertThat(gateway.operations
                        .list(ANN, new OperationQuery("prune", null, beta, "DANGLING", 0, 4))
                        .items())
                .extracting(Operation::id)
                .containsExactly(prune.id());
        assertThat(gateway.operations
                        .list(ANN, new OperationQuery(null, null, null, "100%_", 0, 4))
                        .total())
                .isZero();
        assertThat(gateway.operations
                        .list(ANN, new OperationQuery(null, OperationState.SUCCEEDED, null, "", 0, 4))
                        .total())
                .isZero();
    }

    @Test
    void badRequestsAreRefusedWithTheFieldsName() {
        HostId alpha = gateway.host("alpha");
        List<OperationRequest> bad = List.of(
                new OperationRequest(PULL, List.of(), null, null),
                new OperationRequest(PULL, List.of(alpha, alpha), null, null),
                new OperationRequest(new Task.Remove(List.of(), false), List.of(alpha), null, null),
                new OperationRequest(new Task.Prune(Map.of(), false), List.of(alpha), null, null),
                new OperationRequest(PULL, List.of(alpha), null, " "));
        for (OperationRequest request : bad) {
            assertFails(ErrorCode.INVALID_REQUEST, () -> gateway.operations.start(ANN, request));
        }
        assertThat(gateway.recorded).isEmpty();
    }
}

package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.link.Feed;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BuildResult;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.LogLines;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Builds as the gateway has them done: what is sent, what is kept, and who reads the log. */
class BuildTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Actor ANN =
            new Actor(1, "ann", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "1");
    private static final Actor VIC =
            new Actor(2, "vic", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.TOKEN, "10.0.0.9", "2");
    private static final Actor BOB =
            new Actor(3, "bob", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "3");
    private static final String SECRET = "hunter2-secret";

    private Gateway gateway;
    private HostId alpha;

    @BeforeEach
    void start(TestInfo test) {
        gateway = new Gateway(
                Gateway.memory("build-" + test.getTestMethod().orElseThrow().getName()));
        alpha = gateway.host("alpha");
        Feed feed = mock(Feed.class);
        when(feed.streamId()).thenReturn("s-7");
        when(feed.failure()).thenReturn(Optional.empty());
        when(gateway.link.feed(any())).thenReturn(feed);
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    private static Task.Build task() {
        BuildSettings settings = new BuildSettings(
                ContextPath.of("docker/Dockerfile"),
                "wanted",
                null,
                true,
                false,
                Map.of("team", "shop"),
                BuildSettings.Builder.CLASSIC);
        return new Task.Build(
                List.of(ImageRef.of("app:1")),
                settings,
                BuildArgs.of(Map.of("TOKEN", SECRET)),
                List.of(),
                "ctx.zip",
                false);
    }

    private Operation started() {
        Operation operation = gateway.operations.start(ANN, new OperationRequest(task(), List.of(alpha), null, null));
        await().atMost(SOON)
                .until(() ->
                        !gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION).isEmpty());
        return operation;
    }

    private void says(Operation operation, long first, String... lines) {
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setProgress(OperationProgress.newBuilder()
                                .setOperationId(operation.id().value())
                                .setLog(log(first, List.of(lines)))));
    }

    private static LogLines log(long first, List<String> lines) {
        return LogLines.newBuilder().setFirst(first).addAllLines(lines).build();
    }

    private void ends(Operation operation, OperationOutcome.State state, LogLines last) {
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(Gateway.outcome(operation.id(), state)
                                .setBuild(BuildResult.newBuilder()
                                        .setImageId("sha256:" + "a".repeat(64))
                                        .setBuilder("classic")
                                        .setLog(last))));
        await().atMost(SOON).until(() -> gateway.runner.live().find(operation.id()) == null);
    }

    private Operation.Log read(Actor actor, Operation operation) {
        return gateway.operations.get(actor, operation.id()).parts().getFirst().log();
    }

    @Test
    @DisplayName("catalogue 50: values of build arguments go with the command, and neither into the row nor the audit")
    void secrets() {
        Operation started = started();

        BuildTask sent = gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                .getFirst()
                .getOperation()
                .getBuild();
        assertThat(sent.getArgsMap()).containsEntry("TOKEN", SECRET);
        assertThat(sent.getStreamId()).isEqualTo("s-7");
        assertThat(sent.getDockerfile()).isEqualTo("docker/Dockerfile");
        assertThat(sent.getLabelsMap()).containsEntry("team", "shop");
        assertThat(sent.getNoCache()).isTrue();
        assertThat(JdbcClient.create(gateway.database)
                        .sql("SELECT * FROM operations")
                        .query()
                        .listOfRows()
                        .toString())
                .contains("TOKEN")
                .doesNotContain(SECRET);
        assertThat(gateway.parameters.toString()).contains("arguments=TOKEN").doesNotContain(SECRET);
        assertThat(started.toString()).contains("TOKEN").doesNotContain(SECRET);
        assertThat(((Task.Build) started.task()).arguments().values()).isEmpty();
    }

    @Test
    @DisplayName("is read from its row as it was written, but for the values of its arguments")
    void rows() {
        Task.Build task = task();
        assertThat(TaskJson.read(TaskJson.write(task))).isEqualTo(task);
        assertThat(TaskJson.write(task)).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("keeps the log's lines once each, says where some are missing, and adds what comes with the outcome")
    void log() {
        Operation operation = started();
        says(operation, 0, "one", "two");
        says(operation, 1, "two", "three");
        says(operation, 5, "six\u001b[31m");
        assertThat(read(ANN, operation).lines())
                .containsExactly(
                        "one",
                        "two",
                        "three",
                        "… 2 lines were dropped here: they came faster than they could be sent …",
                        "six\ufffd[31m");

        ends(operation, OperationOutcome.State.FAILED, log(5, List.of("six", "seven")));

        assertThat(read(ANN, operation).lines()).hasSize(6).endsWith("seven");
        assertThat(gateway.operations
                        .get(ANN, operation.id())
                        .parts()
                        .getFirst()
                        .result())
                .isInstanceOfSatisfying(
                        Operation.Result.Built.class,
                        built -> assertThat(built.builder()).isEqualTo("classic"));
    }

    @Test
    @DisplayName("catalogue 57: keeps so many lines in memory, and fewer for good")
    void bounded() {
        Operation operation = started();
        String line = "x".repeat(99);
        for (int from = 0; from < 10_000; from += 500) {
            says(operation, from, IntStream.range(0, 500).mapToObj(_ -> line).toArray(String[]::new));
        }
        assertThat(read(ANN, operation).first()).isEqualTo(8_000);
        assertThat(read(ANN, operation).lines()).hasSize(2_000);

        ends(operation, OperationOutcome.State.SUCCEEDED, log(9_999, List.of(line)));

        Operation.Log kept = read(ANN, operation);
        assertThat(kept.lines()).hasSize(655);
        assertThat(kept.next()).isEqualTo(10_000);
    }

    @Test
    @DisplayName("the log is for who started it and who may build there, and for no viewer, wherever it is told")
    void readers() {
        List<Operation> told = new CopyOnWriteArrayList<>();
        gateway.operations.subscribe(VIC, told::add);
        Operation operation = started();
        says(operation, 0, "one");
        assertThat(read(ANN, operation).lines()).containsExactly("one");
        assertThat(read(BOB, operation).lines()).containsExactly("one");
        assertThat(read(VIC, operation).lines()).isEmpty();
        ends(operation, OperationOutcome.State.SUCCEEDED, log(1, List.of("two")));
        assertThat(read(BOB, operation).lines()).containsExactly("one", "two");
        assertThat(read(VIC, operation).lines()).isEmpty();
        assertThat(gateway.operations.list(VIC, OperationQuery.newest(5)).items())
                .allSatisfy(item ->
                        assertThat(item.parts().getFirst().log().lines()).isEmpty());
        await().atMost(SOON).until(() -> told.stream().anyMatch(item -> item.state() == OperationState.SUCCEEDED));
        assertThat(told)
                .allSatisfy(item ->
                        assertThat(item.parts().getFirst().log().lines()).isEmpty());
    }

    @Test
    @DisplayName("is not done again: its context is gone")
    void retries() {
        Operation operation = started();
        ends(operation, OperationOutcome.State.FAILED, log(0, List.of()));
        assertThatThrownBy(() -> gateway.operations.retry(ANN, operation.id()))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}

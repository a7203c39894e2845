package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.ServerMessage.BodyCase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A command that was on its way when the session changed, as at each renewal of a certificate,")
class SentAgainTest {

    private static final OperationRequest.Credentials SECRET =
            new OperationRequest.Credentials("registry.example", "ann", "s3cret");

    private Gateway gateway = gateway(Duration.ofSeconds(60));

    private static Gateway gateway(Duration acceptWithin) {
        return new Gateway(
                Gateway.memory("again-" + System.nanoTime()),
                new OperationSettings(
                        3, 100, acceptWithin, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofDays(90)));
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    private Operation sent(HostId host) {
        Operation pull = gateway.operations.start(
                Actor.system(),
                new OperationRequest(
                        new Task.Pull(ImageRef.of("registry.example/app:1"), false, null),
                        List.of(host),
                        SECRET,
                        null));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.sentTo(host, BodyCase.OPERATION).size() == 1);
        return pull;
    }

    private LiveOperation.Part part(Operation operation, HostId host) {
        LiveOperation live = Objects.requireNonNull(gateway.runner.live().find(operation.id()));
        return Objects.requireNonNull(live.part(host));
    }

    private static OperationCommand timeless(ServerMessage command) {
        return command.getOperation().toBuilder().clearNotAfterMs().build();
    }

    private static long leftMs(ServerMessage command) {
        return command.getOperation().getNotAfterMs() - command.getOperation().getSentMs();
    }

    private OperationState state(Operation operation) {
        return gateway.operations.get(Actor.system(), operation.id()).state();
    }

    @Test
    @DisplayName("is sent again as it was, its credentials included, until the agent has it")
    void again() {
        HostId alpha = gateway.host("alpha");
        Operation pull = sent(alpha);
        part(pull, alpha).sentNanos -= Duration.ofSeconds(10).toNanos();

        gateway.connect(alpha, Hello.newBuilder());
        gateway.snapshot(alpha);

        List<ServerMessage> commands = gateway.sentTo(alpha, BodyCase.OPERATION);
        assertThat(commands).hasSize(2);
        assertThat(timeless(commands.getLast())).isEqualTo(timeless(commands.getFirst()));
        assertThat(leftMs(commands.getLast()))
                .as("as old as it is")
                .isPositive()
                .isLessThanOrEqualTo(leftMs(commands.getFirst()) - 10_000);
        assertThat(commands.getLast().getOperation().getPull().getCredentials().getPassword())
                .isEqualTo("s3cret");
        assertThat(state(pull)).isEqualTo(OperationState.RUNNING);

        gateway.accepts(alpha, pull.id());
        gateway.connect(alpha, Hello.newBuilder());
        gateway.snapshot(alpha);

        assertThat(gateway.sentTo(alpha, BodyCase.OPERATION)).hasSize(2);
        assertThat(state(pull)).as("the agent had it, and has forgotten it").isEqualTo(OperationState.INTERRUPTED);
    }

    @Test
    @DisplayName("is not sent again to an agent that names it among its work")
    void named() {
        HostId alpha = gateway.host("alpha");
        Operation pull = sent(alpha);

        gateway.connect(alpha, Hello.newBuilder().addRunningOperations(pull.id().value()));

        assertThat(gateway.sentTo(alpha, BodyCase.OPERATION)).hasSize(1);
        assertThat(state(pull)).isEqualTo(OperationState.RUNNING);
    }

    @Test
    @DisplayName("is followed by its cancellation, if there was one: it may have arrived before")
    void cancelled() {
        HostId alpha = gateway.host("alpha");
        Operation pull = sent(alpha);
        gateway.disconnect(alpha);
        gateway.operations.cancel(Actor.system(), pull.id());

        gateway.connect(alpha, Hello.newBuilder());

        assertThat(gateway.sent.stream().map(each -> each.message().getBodyCase()))
                .containsExactly(BodyCase.OPERATION, BodyCase.OPERATION, BodyCase.CANCEL);
    }

    @Test
    @DisplayName("is let go of when it is older than an agent would take")
    void old() {
        stop();
        gateway = gateway(Duration.ofSeconds(-1));
        HostId alpha = gateway.host("alpha");
        Operation pull = sent(alpha);
        gateway.disconnect(alpha);
        gateway.aftermath.look();

        gateway.connect(alpha, Hello.newBuilder());
        gateway.snapshot(alpha);

        assertThat(gateway.sentTo(alpha, BodyCase.OPERATION)).hasSize(1);
        assertThat(state(pull)).isEqualTo(OperationState.INTERRUPTED);
    }
}

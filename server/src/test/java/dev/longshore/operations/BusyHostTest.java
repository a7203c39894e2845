package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A host with one place to work and one to wait")
class BusyHostTest {

    private final Gateway gateway = new Gateway(
            Gateway.memory("busy-" + System.nanoTime()),
            new OperationSettings(
                    1, 1, Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofDays(90)));

    private Operation pull(String image, HostId... hosts) {
        return gateway.operations.start(
                Actor.system(),
                new OperationRequest(new Task.Pull(ImageRef.of(image), false, null), List.of(hosts), null, null));
    }

    private Operation.Part part(Operation operation, HostId host) {
        return gateway.operations.get(Actor.system(), operation.id()).parts().stream()
                .filter(part -> part.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("refuses a third operation, which runs on the other hosts, and takes one again when it is through")
    void full() {
        HostId busy = gateway.host("busy");
        HostId idle = gateway.host("idle");
        Operation working = pull("app:1", busy);
        await().until(() ->
                gateway.sentTo(busy, ServerMessage.BodyCase.OPERATION).size() == 1);
        Operation waiting = pull("app:2", busy);
        Operation refused = pull("app:3", busy, idle);

        assertThat(part(waiting, busy).state()).isEqualTo(OperationState.QUEUED);
        assertThat(part(refused, busy).state()).isEqualTo(OperationState.FAILED);
        assertThat(Objects.requireNonNull(part(refused, busy).failure()).code()).isEqualTo(ErrorCode.HOST_BUSY);
        await().until(() ->
                gateway.sentTo(idle, ServerMessage.BodyCase.OPERATION).size() == 1);

        gateway.outcome(busy, working.id(), OperationOutcome.State.SUCCEEDED);
        await().until(() -> part(waiting, busy).state() == OperationState.RUNNING);
        assertThat(part(pull("app:4", busy), busy).state()).isEqualTo(OperationState.QUEUED);
        gateway.runner.destroy();
    }

    @Test
    @DisplayName("gives up what waits when that is cancelled, and the audit says who did")
    void cancelled() {
        HostId busy = gateway.host("busy");
        pull("app:1", busy);
        await().until(() ->
                gateway.sentTo(busy, ServerMessage.BodyCase.OPERATION).size() == 1);
        Operation waiting = pull("app:2", busy);

        gateway.operations.cancel(Actor.system(), waiting.id());
        assertThat(part(waiting, busy).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(gateway.recorded).anyMatch(line -> line.contains(" operation.cancel ") && line.contains("intent"));
        gateway.runner.destroy();
    }
}

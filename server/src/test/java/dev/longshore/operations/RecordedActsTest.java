package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.link.Enrolment;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordedActsTest {

    private static final Actor ANN = actor(1, "ann", Role.ADMIN);
    private static final Actor VERA = actor(2, "vera", Role.VIEWER);

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Gateway gateway = new Gateway(Gateway.memory("acts-" + DATABASES.incrementAndGet()));

    private static Actor actor(long id, String name, Role role) {
        return new Actor(id, name, List.of(Grant.everywhere(role)), Actor.Method.TOKEN, "10.0.0.9", "1");
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    @Test
    @DisplayName("catalogue 16: whom a cancellation or a retry is refused is recorded, and how a cancellation ended")
    void cancelAndRetry() {
        HostId alpha = gateway.host("alpha");
        Operation pull = gateway.operations.start(
                ANN,
                new OperationRequest(
                        new Task.Pull(ImageRef.of("nginx:1.27"), false, null), List.of(alpha), null, null));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION).size() == 1);
        gateway.recorded.clear();

        assertThatThrownBy(() -> gateway.operations.cancel(VERA, pull.id())).hasMessageContaining("OPERATION_OTHERS");
        gateway.operations.cancel(ANN, pull.id());
        gateway.outcome(alpha, pull.id(), OperationOutcome.State.CANCELLED);
        assertThatThrownBy(() -> gateway.operations.retry(VERA, pull.id())).hasMessageContaining("OPERATION_OTHERS");

        String title = pull.title();
        assertThat(gateway.recorded)
                .containsExactly(
                        "vera operation.cancel " + title + " denied refused",
                        "ann operation.cancel " + title + " allowed intent",
                        "ann operation.cancel " + title + " allowed succeeded",
                        "ann image.pull " + alpha + " allowed cancelled",
                        "vera operation.retry " + title + " denied refused");
    }

    @Test
    void whatIsDoneIsNotCalledUndoneForWantOfItsLastRow() {
        HostId alpha = gateway.host("alpha");
        Enrolment enrolment = mock(Enrolment.class);
        doThrow(new LongshoreException(ErrorCode.STORAGE, "full"))
                .when(gateway.audit)
                .record(any(), any(), any(), any(), anyBoolean(), eq("succeeded"), any());
        HostAdmin admin = new HostAdmin(new Gatekeeper(new Access(), gateway.audit), enrolment, gateway.fleet);

        admin.remove(ANN, alpha);

        verify(enrolment).remove(alpha);
        assertThat(gateway.recorded).containsExactly("ann host.remove " + alpha + " allowed intent");
    }

    @Test
    void anActOnAHostThatFailsIsRecordedAsFailed() {
        HostId alpha = gateway.host("alpha");
        Enrolment enrolment = mock(Enrolment.class);
        doThrow(new LongshoreException(ErrorCode.STORAGE, "full"))
                .when(enrolment)
                .remove(any());
        doThrow(new LongshoreException(ErrorCode.INVALID_REQUEST, "taken"))
                .when(enrolment)
                .rename(any(), any());
        doThrow(new LongshoreException(ErrorCode.INVALID_REQUEST, "no"))
                .when(enrolment)
                .createToken(any(), any(), any());
        HostAdmin admin = new HostAdmin(new Gatekeeper(new Access(), gateway.audit), enrolment, gateway.fleet);

        assertThatThrownBy(() -> admin.remove(ANN, alpha)).hasMessage("full");
        assertThatThrownBy(() -> admin.rename(ANN, alpha, "beta")).hasMessage("taken");
        assertThatThrownBy(() -> admin.invite(ANN, "gamma", Map.of(), "https://longshore.example:8444"))
                .hasMessage("no");
        assertThatThrownBy(() -> admin.remove(VERA, alpha)).hasMessageContaining("HOST_REMOVE");

        assertThat(gateway.recorded)
                .containsExactly(
                        "ann host.remove " + alpha + " allowed intent",
                        "ann host.remove " + alpha + " allowed failed",
                        "ann host.rename " + alpha + " allowed intent",
                        "ann host.rename " + alpha + " allowed failed",
                        "ann host.invite gamma allowed intent",
                        "ann host.invite gamma allowed failed",
                        "vera host.remove " + alpha + " denied refused");
    }
}

package dev.longshore.operations;

import static dev.longshore.inventory.FleetFixture.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Permission;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PushResult;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.ServerMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A push through the gateway, which may be a tag as well. */
class PushTest {

    private static final Actor ANN =
            new Actor(1, "ann", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "1");
    private static final ImageRef APP = ImageRef.of("app:2");
    private static final ImageRef REMOTE = ImageRef.of("registry.example/team/app:2");

    private Gateway gateway;

    @BeforeEach
    void start(TestInfo test) {
        gateway = new Gateway(Gateway.memory(test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    @Test
    void underItsOwnNameItNeedsOnlyTheRightToPush() {
        assertThat(push(APP, APP, false).permissions()).containsExactly(Permission.IMAGE_PUSH);
        assertThat(push(APP, APP, true).permissions()).containsExactly(Permission.IMAGE_PUSH);
        assertThat(push(APP, REMOTE, false).permissions())
                .containsExactlyInAnyOrder(Permission.IMAGE_PUSH, Permission.IMAGE_TAG);
        assertThat(push(APP, REMOTE, true).permissions())
                .containsExactlyInAnyOrder(Permission.IMAGE_PUSH, Permission.IMAGE_TAG, Permission.IMAGE_TAG_OVERWRITE);
    }

    @Test
    void itReachesTheAgentWithItsSignInAndItsResultIsKept() {
        HostId alpha = gateway.host("alpha");
        var secret = new OperationRequest.Credentials("registry.example", "lab", "hunter2-secret");

        Operation started = gateway.operations.start(
                ANN, new OperationRequest(push(APP, REMOTE, true), List.of(alpha), secret, null));
        await().until(() ->
                !gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION).isEmpty());
        PushTask sent = gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                .getFirst()
                .getOperation()
                .getPush();
        assertThat(sent.getReference()).isEqualTo("registry.example/team/app:2");
        assertThat(sent.getTag().getSource()).isEqualTo("docker.io/library/app:2");
        assertThat(sent.getTag().getTarget()).isEqualTo("registry.example/team/app:2");
        assertThat(sent.getTag().getOverwrite()).isTrue();
        assertThat(sent.getCredentials().getPassword()).isEqualTo("hunter2-secret");
        gateway.says(
                alpha,
                AgentMessage.newBuilder()
                        .setOutcome(Gateway.outcome(started.id(), OperationOutcome.State.SUCCEEDED)
                                .setPush(PushResult.newBuilder()
                                        .setImageId("sha256:" + hex(1))
                                        .setDigest("sha256:" + hex(2))
                                        .setBytes(1_000))));

        await().until(() -> gateway.runner.live().find(started.id()) == null);
        Operation ended = gateway.operations.get(ANN, started.id());
        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(ended.task()).isEqualTo(push(APP, REMOTE, true));
        assertThat(ended.parts())
                .singleElement()
                .extracting(Operation.Part::result)
                .isEqualTo(new Operation.Result.Pushed("sha256:" + hex(1), "sha256:" + hex(2), false, 1_000, ""));
        assertThat(gateway.recorded).contains("ann image.push " + alpha + " allowed intent");
    }

    @Test
    void aTargetWithADigestAndSignInElsewhereAreRefused() {
        HostId alpha = gateway.host("alpha");
        var elsewhere = new OperationRequest.Credentials("docker.io", "lab", "secret");
        ImageRef digest = ImageRef.of("registry.example/team/app@sha256:" + hex(3));

        assertThatThrownBy(() -> gateway.operations.start(
                        ANN, new OperationRequest(push(APP, REMOTE, false), List.of(alpha), elsewhere, null)))
                .hasMessageContaining("registry.example");
        assertThatThrownBy(() -> gateway.operations.start(
                        ANN, new OperationRequest(push(APP, digest, false), List.of(alpha), null, null)))
                .hasMessageContaining("without a digest");
        assertThat(gateway.sent).isEmpty();
    }

    private static Task push(ImageRef source, ImageRef target, boolean overwrite) {
        return new Task.Push(new Task.Target.Named(source), target, overwrite);
    }
}

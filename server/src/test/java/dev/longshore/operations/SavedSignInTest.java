package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
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
import dev.longshore.registries.Registries;
import dev.longshore.registries.SavedSignIn;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.RegistryCredentials;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pulls and pushes with the account that is kept for their registry. */
class SavedSignInTest {

    private static final Actor ANN =
            new Actor(1, "ann", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.TOKEN, "10.0.0.9", "1");
    private static final Actor VIC =
            new Actor(2, "vic", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.TOKEN, "10.0.0.9", "2");
    private static final String PASSWORD = "hunter2-secret";
    private static final Task PULL = new Task.Pull(ImageRef.of("registry.example/team/app:2"), false, null);

    private Gateway gateway;

    @BeforeEach
    void start(TestInfo test) {
        gateway = new Gateway(Gateway.memory(test.getTestMethod().orElseThrow().getName()));
        when(gateway.registries.signIn("registry.example"))
                .thenReturn(Optional.of(new SavedSignIn("registry.example", "lab", PASSWORD)));
        when(gateway.registries.account(any(), any()))
                .thenReturn(Optional.of(new Registries.Account("Private", "registry.example", "lab")));
    }

    @AfterEach
    void stop() {
        gateway.runner.destroy();
    }

    @Test
    @DisplayName("catalogue 50: a saved account goes with the command, and neither into the row nor the audit")
    void theSavedAccountGoesWithTheCommandAndNowhereElse() {
        HostId alpha = gateway.host("alpha");

        Operation started = gateway.operations.start(ANN, request(PULL, alpha, null));

        assertThat(sent(alpha, 1).getUsername()).isEqualTo("lab");
        assertThat(sent(alpha, 1).getPassword()).isEqualTo(PASSWORD);
        assertThat(sent(alpha, 1).getRegistry()).isEqualTo("registry.example");
        assertThat(JdbcClient.create(gateway.database)
                        .sql("SELECT * FROM operations")
                        .query()
                        .listOfRows()
                        .toString())
                .contains(started.id().value())
                .doesNotContain(PASSWORD);
        assertThat(started.toString()).doesNotContain(PASSWORD);
        assertThat(gateway.parameters.toString())
                .contains("signIn=lab of Private")
                .doesNotContain(PASSWORD);
    }

    @Test
    @DisplayName("catalogue 50: a build gets the accounts of the registries that it names, and no other")
    void aBuildGetsTheAccountsThatItNames() {
        HostId alpha = gateway.host("alpha");
        Feed feed = mock(Feed.class);
        when(feed.streamId()).thenReturn("s-1");
        when(feed.failure()).thenReturn(Optional.empty());
        when(gateway.link.feed(any())).thenReturn(feed);

        gateway.operations.start(ANN, request(build(List.of("registry.example")), alpha, null));

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        !gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION).isEmpty());
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)
                        .getFirst()
                        .getOperation()
                        .getBuild()
                        .getCredentialsList())
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.getRegistry()).isEqualTo("registry.example");
                    assertThat(sent.getUsername()).isEqualTo("lab");
                    assertThat(sent.getPassword()).isEqualTo(PASSWORD);
                });
        assertThat(JdbcClient.create(gateway.database)
                        .sql("SELECT * FROM operations")
                        .query()
                        .listOfRows()
                        .toString())
                .contains("registry.example")
                .doesNotContain(PASSWORD);
        assertThat(gateway.parameters.toString())
                .contains("signIn=lab of Private")
                .doesNotContain(PASSWORD);

        when(gateway.registries.account(any(), any())).thenReturn(Optional.empty());
        assertThatThrownBy(() -> gateway.operations.start(ANN, request(build(List.of("other.example")), alpha, null)))
                .hasMessageContaining("no account is kept for");
    }

    private static Task build(List<String> signIns) {
        BuildSettings settings =
                new BuildSettings(ContextPath.of(""), "", null, false, false, Map.of(), BuildSettings.Builder.ANY);
        return new Task.Build(List.of(), settings, BuildArgs.NONE, signIns, "", false);
    }

    @Test
    void aRetryNeedsNoTyping() {
        HostId alpha = gateway.host("alpha");
        Operation first = gateway.operations.start(ANN, request(PULL, alpha, null));
        sent(alpha, 1);
        gateway.outcome(alpha, first.id(), OperationOutcome.State.FAILED);
        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.runner.live().find(first.id()) == null);

        gateway.operations.retry(ANN, first.id());

        assertThat(sent(alpha, 2).getPassword()).isEqualTo(PASSWORD);
    }

    @Test
    void whatIsGivenForTheJobComesFirst() {
        HostId alpha = gateway.host("alpha");
        var given = new OperationRequest.Credentials("registry.example", "ci", "typed");

        gateway.operations.start(ANN, request(PULL, alpha, given));

        assertThat(sent(alpha, 1).getUsername()).isEqualTo("ci");
        assertThat(sent(alpha, 1).getPassword()).isEqualTo("typed");
    }

    @Test
    void anotherRegistryGetsNoAccount() {
        HostId alpha = gateway.host("alpha");

        gateway.operations.start(
                ANN, request(new Task.Pull(ImageRef.of("other.example/app:2"), false, null), alpha, null));

        assertThat(sent(alpha, 1)).isEqualTo(RegistryCredentials.getDefaultInstance());
    }

    @Test
    void whoMayNotPullGetsNothingOfIt() {
        HostId alpha = gateway.host("alpha");

        assertThatThrownBy(() -> gateway.operations.start(VIC, request(PULL, alpha, null)))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.FORBIDDEN));
        verify(gateway.registries, never()).signIn(any());
    }

    @Test
    void anAccountThatCantBeOpenedFailsThePartInsteadOfPullingAsNobody() {
        HostId alpha = gateway.host("alpha");
        when(gateway.registries.signIn("registry.example"))
                .thenThrow(new LongshoreException(ErrorCode.SECRET_UNREADABLE, "its seal is broken"));

        Operation started = gateway.operations.start(ANN, request(PULL, alpha, null));
        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.runner.live().find(started.id()) == null);

        assertThat(gateway.operations.get(ANN, started.id()).parts())
                .singleElement()
                .satisfies(part -> assertThat(part.failure())
                        .isNotNull()
                        .extracting(Operation.Failure::code)
                        .isEqualTo(ErrorCode.SECRET_UNREADABLE));
        assertThat(gateway.sentTo(alpha, ServerMessage.BodyCase.OPERATION)).isEmpty();
    }

    private RegistryCredentials sent(HostId host, int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        gateway.sentTo(host, ServerMessage.BodyCase.OPERATION).size() >= count);
        return gateway.sentTo(host, ServerMessage.BodyCase.OPERATION)
                .get(count - 1)
                .getOperation()
                .getPull()
                .getCredentials();
    }

    private static OperationRequest request(Task task, HostId host, OperationRequest.@Nullable Credentials given) {
        return new OperationRequest(task, List.of(host), given, null);
    }
}

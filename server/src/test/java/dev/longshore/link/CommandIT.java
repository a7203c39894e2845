package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.agent.FakeEngine;
import dev.longshore.lab.SmallDisk;
import dev.longshore.link.Recorder.Heard;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.OperationCancel;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OutcomeAck;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.RenewNow;
import dev.longshore.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Linked linked;

    @TempDir
    private static Path dir;

    @BeforeAll
    void start() {
        linked = Linked.start(dir);
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    private static String newId() {
        return "op-%026d".formatted(NUMBER.incrementAndGet());
    }

    private OperationCommand.Builder command(String id, Duration allowed) {
        long now = System.currentTimeMillis();
        return OperationCommand.newBuilder().setOperationId(id).setSentMs(now).setNotAfterMs(now + allowed.toMillis());
    }

    private OperationCommand pull(String id) {
        return command(id, Duration.ofSeconds(30))
                .setPull(PullTask.newBuilder().setReference("docker.io/library/busybox:" + id))
                .build();
    }

    private void send(HostId host, OperationCommand command) {
        assertThat(linked.bean(Agents.class)
                        .send(
                                host,
                                ServerMessage.newBuilder().setOperation(command).build()))
                .isTrue();
    }

    private void acknowledge(HostId host, String id) {
        linked.bean(Agents.class)
                .send(
                        host,
                        ServerMessage.newBuilder()
                                .setOutcomeAck(OutcomeAck.newBuilder().setOperationId(id))
                                .build());
    }

    private List<OperationOutcome> outcomes(String id) {
        return linked.heard().messages().stream()
                .filter(AgentMessage::hasOutcome)
                .map(AgentMessage::getOutcome)
                .filter(outcome -> outcome.getOperationId().equals(id))
                .toList();
    }

    private OperationOutcome outcome(String id) {
        return await().atMost(Linked.SOON)
                .until(() -> outcomes(id), found -> !found.isEmpty())
                .getFirst();
    }

    private List<String> refusals(String id) {
        return linked.heard().messages().stream()
                .filter(AgentMessage::hasRefused)
                .map(AgentMessage::getRefused)
                .filter(refused -> refused.getOperationId().equals(id))
                .map(refused -> refused.getFailure().getCode())
                .toList();
    }

    private String refusal(String id) {
        return await().atMost(Linked.SOON)
                .until(() -> refusals(id), found -> !found.isEmpty())
                .getFirst();
    }

    @Test
    @DisplayName("catalogue 65: a command delivered twice has one effect, and its outcome is told each time")
    void twice() {
        HostId host = linked.join("twice");
        FakeEngine engine = linked.lastAgent().engine;
        String id = newId();
        engine.hold();
        send(host, pull(id));
        await().atMost(Linked.SOON).until(() -> engine.ran().contains(id));
        send(host, pull(id));
        engine.release();
        assertThat(outcome(id).getState()).isEqualTo(OperationOutcome.State.SUCCEEDED);

        send(host, pull(id));
        await().atMost(Linked.SOON).until(() -> outcomes(id).size() >= 2);
        assertThat(engine.ran()).containsOnlyOnce(id);
    }

    @Test
    @DisplayName("catalogue 66: an outcome that was lost on the way is told again, until it is acknowledged")
    void replyLost() throws IOException {
        String id = newId();
        HostId host;
        try (Relay relay = new Relay(linked.agentUrl())) {
            FakeEngine engine = linked.agent("unheard", linked.token("unheard"), relay.url()).engine;
            host = await().atMost(Linked.SOON).until(() -> linked.connected("unheard"), Objects::nonNull);
            engine.hold();
            send(host, pull(id));
            await().atMost(Linked.SOON).until(() -> engine.ran().contains(id));
            relay.silent(true);
            engine.release();
            await().atMost(Linked.SOON)
                    .until(() -> linked.bean(Agents.class).session(host).isEmpty());
            assertThat(outcomes(id)).isEmpty();

            relay.silent(false);
            relay.reset();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> unacknowledged(host).contains(id));
            assertThat(engine.ran()).containsOnlyOnce(id);
            acknowledge(host, id);
            assertWorks(host); // what came after the acknowledgement is done, so it was heard
            linked.lastAgent().close();
        }
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(host).isEmpty());
        linked.agent("unheard", null, linked.agentUrl());
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(host).isPresent());
        await().atMost(Linked.SOON).until(() -> !unacknowledged(host).contains(id));
    }

    /** What the host's last hello said that it still has to tell. */
    private List<String> unacknowledged(HostId host) {
        return linked.heard().all(Heard.Connected.class).stream()
                .filter(heard -> heard.host().equals(host))
                .reduce((_, last) -> last)
                .map(heard -> heard.hello().getUnacknowledgedList().stream()
                        .map(OperationOutcome::getOperationId)
                        .toList())
                .orElse(List.of());
    }

    @Test
    @DisplayName("catalogue 67: a command that is too old is refused and has no effect")
    void tooLate() {
        HostId host = linked.join("late");
        String id = newId();
        send(
                host,
                command(id, Duration.ofMillis(-1))
                        .setPull(PullTask.newBuilder())
                        .build());

        assertThat(refusal(id)).isEqualTo("DEADLINE_PASSED");
        assertThat(linked.lastAgent().engine.ran()).doesNotContain(id);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PT2H", "PT-2H"})
    @DisplayName("catalogue 9: a host whose clock is two hours off joins, works, renews and returns; the offset shows")
    void clockTwoHoursOff(Duration offset) {
        Clock clock = Clock.offset(Clock.systemUTC(), offset);
        String name = offset.isNegative() ? "slow-clock" : "fast-clock";
        linked.agent(name, linked.token(name), linked.agentUrl(), clock);
        HostId host = await().atMost(Linked.SOON).until(() -> linked.connected(name), Objects::nonNull);
        assertThat(linked.bean(Agents.class).session(host).orElseThrow().clockSkew())
                .isBetween(offset.minusMinutes(1), offset.plusMinutes(1));
        assertWorks(host);

        long before = generation(host);
        linked.bean(Agents.class)
                .send(
                        host,
                        ServerMessage.newBuilder()
                                .setRenew(RenewNow.getDefaultInstance())
                                .build());
        await().atMost(Linked.SOON).until(() -> member(host).seenGeneration() == 2);
        // the certificate is seen before the new session says hello; what is sent until then goes with the old one
        await().atMost(Linked.SOON).until(() -> generation(host) > before);
        assertWorks(host);

        linked.lastAgent().close();
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(host).isEmpty());
        linked.agent(name, null, linked.agentUrl(), clock);
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(host).isPresent());
        assertWorks(host);
        assertThat(member(host).recoveries()).isZero();
    }

    private long generation(HostId host) {
        return linked.bean(Agents.class)
                .session(host)
                .map(AgentSession::generation)
                .orElse(0L);
    }

    private HostRecord member(HostId host) {
        return linked.bean(MemberStore.class).host(host).orElseThrow();
    }

    private void assertWorks(HostId host) {
        String id = newId();
        send(host, pull(id));
        assertThat(outcome(id).getState()).isEqualTo(OperationOutcome.State.SUCCEEDED);
    }

    @Test
    @DisplayName("catalogue 15: what the host's policy forbids is refused on the host, whatever the server asks")
    void policy() throws IOException {
        HostId host = linked.join("strict");
        Files.writeString(dir.resolve("strict-policy.yaml"), "deny: [remove]\nregistries: [registry.example:5000]\n");
        String removal = newId();
        send(
                host,
                command(removal, Duration.ofSeconds(30))
                        .setRemove(RemoveTask.newBuilder().addTargets("docker.io/library/busybox:1"))
                        .build());
        assertThat(refusal(removal)).isEqualTo("POLICY_DENIED");
        String foreign = newId();
        send(host, pull(foreign));
        assertThat(refusal(foreign)).isEqualTo("POLICY_DENIED");

        String allowed = newId();
        send(
                host,
                command(allowed, Duration.ofSeconds(30))
                        .setPull(PullTask.newBuilder().setReference("registry.example:5000/app:1"))
                        .build());
        assertThat(outcome(allowed).getState()).isEqualTo(OperationOutcome.State.SUCCEEDED);
        assertThat(linked.lastAgent().engine.ran()).containsExactly(allowed);
    }

    @Test
    void aCancelInterruptsTheWork() {
        HostId host = linked.join("cancelling");
        FakeEngine engine = linked.lastAgent().engine;
        String id = newId();
        engine.hold();
        send(host, pull(id));
        await().atMost(Linked.SOON).until(() -> engine.ran().contains(id));
        linked.bean(Agents.class)
                .send(
                        host,
                        ServerMessage.newBuilder()
                                .setCancel(OperationCancel.newBuilder().setOperationId(id))
                                .build());
        assertThat(outcome(id).getState()).isEqualTo(OperationOutcome.State.CANCELLED);
        String next = newId();
        engine.release();
        send(host, pull(next));
        assertThat(outcome(next).getState()).isEqualTo(OperationOutcome.State.SUCCEEDED);
    }

    @Test
    @DisplayName("catalogue 62: an agent that is stopped in the middle of an operation calls it interrupted")
    void stoppedInTheMiddle() {
        HostId host = linked.join("stopping");
        FakeEngine engine = linked.lastAgent().engine;
        String id = newId();
        engine.hold();
        // longer than the link's tick: the session must outlive the wait for the engine
        engine.slowToGiveUp(Duration.ofSeconds(3));
        send(host, pull(id));
        await().atMost(Linked.SOON).until(() -> engine.ran().contains(id));
        linked.lastAgent().link.close();

        assertThat(outcome(id).getState()).isEqualTo(OperationOutcome.State.INTERRUPTED);
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(host).isEmpty());
    }

    @Test
    @DisplayName("catalogue 75: a host whose disk is full stays linked and refuses commands, until there is room again")
    void fullDisk() {
        try (SmallDisk disk = SmallDisk.over(linked.stateDir("full"), 64)) {
            HostId host = linked.join("full");
            Linked.Agent agent = linked.lastAgent();
            assertWorks(host);
            disk.fill();
            // the journal's last page takes some more
            String refused = await().atMost(Linked.SOON).until(() -> refusedForStorage(host), Objects::nonNull);
            assertThat(agent.engine.ran()).doesNotContain(refused);
            assertThat(linked.bean(Agents.class).session(host)).isPresent();

            disk.free();
            assertWorks(host);
            agent.close();
        }
    }

    /** Sends a command: null if it was carried out, its id if it was refused because it can't be written down. */
    private @Nullable String refusedForStorage(HostId host) {
        String id = newId();
        send(host, pull(id));
        await().atMost(Linked.SOON)
                .until(() -> !outcomes(id).isEmpty() || !refusals(id).isEmpty());
        return refusals(id).contains("STORAGE") ? id : null;
    }

    @Test
    void anInventoryThatBreaksOffIsNotTaken() {
        FakeEngine engine = linked.agent("breaking", linked.token("breaking")).engine;
        for (int i = 0; i < 500; i++) {
            engine.add("docker.io/library/image" + i + ":1");
        }
        engine.breakSnapshotsAfter(300);
        HostId host = await().atMost(Linked.SOON).until(() -> linked.connected("breaking"), Objects::nonNull);
        int before = engine.snapshots();
        linked.bean(Agents.class).requestInventory(host);
        await().atMost(Linked.SOON).until(() -> engine.snapshots() > before);
        List<Heard.Snapshot> taken = snapshots(host);
        assertThat(taken)
                .allSatisfy(snapshot ->
                        assertThat(snapshot.items().getLast().hasEnd()).isTrue());

        engine.breakSnapshotsAfter(-1);
        int count = taken.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> snapshots(host).size() > count);
        assertThat(snapshots(host).getLast().items()).hasSize(504);
    }

    private List<Heard.Snapshot> snapshots(HostId host) {
        return linked.heard().all(Heard.Snapshot.class).stream()
                .filter(heard -> heard.host().equals(host))
                .toList();
    }
}

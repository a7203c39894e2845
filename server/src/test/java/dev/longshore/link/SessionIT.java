package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.link.Recorder.Heard;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.InventoryRequest;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.RenewNow;
import dev.longshore.wire.RenewRequest;
import dev.longshore.wire.ServerMessage;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionIT {

    private Linked linked;

    @BeforeAll
    void start(@TempDir Path dir) {
        linked = Linked.start(dir);
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    private X509Certificate renewed(Linked.Known known, X509Certificate with) {
        RenewRequest request = RenewRequest.newBuilder()
                .setCsr(ByteString.copyFrom(known.agent().csr()))
                .build();
        return RawAgent.leaf(known.agent().post(AgentPaths.RENEW, request, with).enrolled());
    }

    private static AgentMessage event(long seq) {
        return AgentMessage.newBuilder()
                .setSeq(seq)
                .setEvents(EngineEvents.newBuilder())
                .build();
    }

    private long eventsOf(HostId host) {
        return linked.heard().all(Heard.Message.class).stream()
                .filter(one -> one.host().equals(host) && one.message().hasEvents())
                .count();
    }

    @Test
    @DisplayName("catalogue 7: an old generation that comes back quarantines its host, both sessions")
    void clones() {
        Linked.Known one = linked.enrolled("cloned");
        X509Certificate second = renewed(one, one.certificate());
        try (RawAgent.Control original = one.agent().connect(second)) {
            assertThatThrownBy(() -> one.agent().dial(one.certificate())).isInstanceOf(CompletionException.class);

            await().atMost(Linked.SOON).until(() -> original.goodbye().equals("QUARANTINED"));
            assertThat(linked.bean(Enrolment.class)
                            .host(one.host())
                            .orElseThrow()
                            .quarantined())
                    .isTrue();
            assertThat(linked.heard().incidents(Kind.CLONE_QUARANTINED))
                    .anySatisfy(incident -> assertThat(incident.host()).isEqualTo(one.host()));
            assertThatThrownBy(() -> one.agent().dial(second)).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void theGenerationBeforeHoldsUntilTheNextIsSeen() {
        Linked.Known one = linked.enrolled("renewing");
        X509Certificate second = renewed(one, one.certificate());
        one.agent().connect(one.certificate()).close();
        one.agent().connect(second).close();
        assertThat(linked.heard().incidents(Kind.CLONE_QUARANTINED))
                .noneSatisfy(incident -> assertThat(incident.host()).isEqualTo(one.host()));
    }

    @Test
    @DisplayName("catalogue 10: removing a host closes its live session at once, and it does not come back")
    void revocation() {
        Linked.Known one = linked.enrolled("revoked");
        try (RawAgent.Control control = one.agent().connect(one.certificate())) {
            linked.bean(Enrolment.class).remove(one.host());

            assertThat(linked.bean(Agents.class).session(one.host())).isEmpty();
            await().atMost(Duration.ofSeconds(1)).until(() -> control.goodbye().equals("REVOKED"));
            await().atMost(Linked.SOON).until(control.closed::isDone);
            assertThatThrownBy(() -> one.agent().dial(one.certificate())).isInstanceOf(CompletionException.class);
            assertThat(linked.heard().all(Heard.Disconnected.class))
                    .anySatisfy(heard -> assertThat(heard.host()).isEqualTo(one.host()));
        }
    }

    @Test
    @DisplayName("catalogue 11: after the database went back, an agent with a newer certificate returns, and it shows")
    void restoredServer() {
        Linked.Known one = linked.enrolled("restored");
        X509Certificate fifth = linked.bean(CertificateAuthority.class)
                .signAgent(one.agent().key.getPublic(), one.host(), 5, Duration.ofHours(1));

        one.agent().connect(fifth).close();
        assertThat(linked.heard().incidents(Kind.RESTORED_SERVER))
                .anySatisfy(incident -> assertThat(incident.host()).isEqualTo(one.host()));
        HostRecord record = linked.bean(MemberStore.class).host(one.host()).orElseThrow();
        assertThat(record.seenGeneration()).isEqualTo(5);
        assertThat(record.issuedGeneration()).isEqualTo(5);
        one.agent().connect(fifth).close();
        assertThat(linked.heard().incidents(Kind.RESTORED_SERVER))
                .filteredOn(incident -> one.host().equals(incident.host()))
                .hasSize(1);
    }

    @Test
    @DisplayName("catalogue 12: what an agent sends into another host's stream is refused like a stream that is not")
    void foreignStreams() {
        Linked.Known one = linked.enrolled("victim");
        Linked.Known other = linked.enrolled("intruder");
        try (RawAgent.Control control = one.agent().connect(one.certificate())) {
            String stream = askedStream(control);

            assertThat(put(other, stream).status()).isEqualTo(404);
            assertThat(put(other, "s-0").body()).isEqualTo(put(other, stream).body());
            assertThat(linked.heard().incidents(Kind.FOREIGN_STREAM))
                    .anySatisfy(incident -> assertThat(incident.host()).isEqualTo(other.host()));
            assertThat(linked.heard().all(Heard.Snapshot.class))
                    .noneSatisfy(heard -> assertThat(heard.host()).isEqualTo(one.host()));
        }
    }

    private static RawAgent.Answer put(Linked.Known known, String stream) {
        HttpRequest request = HttpRequest.newBuilder(known.agent().url().resolve(AgentPaths.STREAMS + "/" + stream))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[10]))
                .build();
        return known.agent().send(request, known.certificate());
    }

    private static String askedStream(RawAgent.Control control) {
        return await().atMost(Linked.SOON)
                .until(
                        () -> control.received.stream()
                                .filter(ServerMessage::hasInventory)
                                .map(ServerMessage::getInventory)
                                .map(InventoryRequest::getStreamId)
                                .findFirst()
                                .orElse(""),
                        id -> !id.isEmpty());
    }

    @Test
    @DisplayName("catalogue 13: messages that are malformed, deeply nested or too large end the session")
    void badFrames() {
        Linked.Known one = linked.enrolled("garbled");
        byte[] junk = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2};
        byte[] large = new byte[70 * 1024];
        for (byte[] bad : new byte[][] {junk, nested(), large}) {
            try (RawAgent.Control control = one.agent().connect(one.certificate())) {
                control.sendBytes(bad);
                await().atMost(Linked.SOON).until(control.closed::isDone);
            }
        }
        assertThat(linked.heard().incidents(Kind.MALFORMED))
                .filteredOn(incident -> one.host().equals(incident.host()))
                .hasSizeGreaterThanOrEqualTo(1);
    }

    /** Groups of field 4 within one another, 30,000 deep. */
    private static byte[] nested() {
        byte[] deep = new byte[30_000];
        java.util.Arrays.fill(deep, (byte) 0x23);
        return deep;
    }

    @Test
    @DisplayName("catalogue 13: a stream larger than its limit is cut off")
    void tooLargeAStream() {
        Linked.Known one = linked.enrolled("bomb");
        try (RawAgent.Control _ = one.agent().connect(one.certificate())) {
            IncomingStream<Integer> stream =
                    linked.bean(Streams.class).expect(one.host(), 100_000, in -> in.readAllBytes().length);
            HttpRequest request = HttpRequest.newBuilder(
                            one.agent().url().resolve(AgentPaths.STREAMS + "/" + stream.id()))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[200_000]))
                    .build();

            assertThat(one.agent().send(request, one.certificate()).code()).isEqualTo("TOO_LARGE");
            assertThat(stream.result()).isCompletedExceptionally();
        }
    }

    @Test
    @DisplayName("catalogue 14: a sequence number that was used is ignored, and so are reports nobody asked for")
    void repeatedNumbers() {
        Linked.Known one = linked.enrolled("repeating");
        try (RawAgent.Control control = one.agent().connect(one.certificate())) {
            control.send(event(2));
            control.send(event(2));
            control.send(event(1));
            control.send(AgentMessage.newBuilder()
                    .setSeq(3)
                    .setStreamReport(dev.longshore.wire.StreamReport.newBuilder()
                            .setStreamId("s-nothing")
                            .setOk(true))
                    .build());
            control.send(AgentMessage.newBuilder()
                    .setSeq(4)
                    .setOutcome(OperationOutcome.newBuilder())
                    .build());
            await().atMost(Linked.SOON)
                    .until(() -> linked.heard().messages().stream().anyMatch(AgentMessage::hasOutcome));
            assertThat(eventsOf(one.host())).isEqualTo(1);
        }
    }

    @Test
    void theFirstMessageMustBeAHello() {
        Linked.Known one = linked.enrolled("rude");
        try (RawAgent.Control control = one.agent().dial(one.certificate())) {
            control.send(event(1));
            await().atMost(Linked.SOON).until(() -> control.goodbye().equals("PROTOCOL"));
        }
        assertThat(eventsOf(one.host())).isZero();
    }

    @Test
    @DisplayName("catalogue 68: when the network swallows everything, both ends notice and the agent returns")
    void halfOpen() throws Exception {
        try (Relay relay = new Relay(linked.agentUrl())) {
            linked.agent("halfopen", linked.token("halfopen"), relay.url());
            HostId host =
                    await().atMost(Linked.SOON).until(() -> linked.connected("halfopen"), java.util.Objects::nonNull);
            // the inventory takes a connection of its own
            await().atMost(Linked.SOON)
                    .until(() -> linked.heard().all(Heard.Snapshot.class).stream()
                            .anyMatch(heard -> heard.host().equals(host)));
            int dialled = relay.dialled();
            relay.silent(true);

            await().atMost(Linked.SOON)
                    .until(() -> linked.bean(Agents.class).session(host).isEmpty());
            await().atMost(Linked.SOON).until(() -> relay.dialled() > dialled);
            relay.silent(false);
            relay.reset();
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> linked.bean(Agents.class).session(host).isPresent());
        }
    }

    @Test
    @DisplayName("catalogue 69: a hundred dials in a row leave no session, thread or stream behind")
    void flapping() {
        Linked.Known one = linked.enrolled("flapping");
        for (int i = 0; i < 100; i++) {
            try (RawAgent.Control control = one.agent().connect(one.certificate())) {
                assertThat(control.closed).isNotDone();
            }
        }
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class).session(one.host()).isEmpty());
        await().atMost(Linked.SOON)
                .untilAsserted(() -> assertThat(controlThreads(one.host())).isZero());
        await().atMost(Linked.SOON).until(() -> linked.bean(Streams.class).count() < 10);
    }

    private long controlThreads(HostId host) {
        return linked.bean(Sessions.class).open(host);
    }

    @Test
    void anAgentThatTakesNothingHoldsUpNobody() {
        Linked.Known one = linked.enrolled("stuck");
        try (RawAgent.Control control = one.agent().connect(one.certificate())) {
            control.takeNothing();
            ServerMessage large = ServerMessage.newBuilder()
                    .setQuery(dev.longshore.wire.Query.newBuilder().setStreamId("x".repeat(50_000)))
                    .build();
            int refused = 0;
            for (int i = 0; i < 2_000; i++) {
                refused += linked.bean(Agents.class).send(one.host(), large) ? 0 : 1;
            }
            // 100 MB were offered; the queue holds four, sockets a few more.
            assertThat(refused).isGreaterThan(1_000);
            await().atMost(Linked.SOON)
                    .until(() -> linked.bean(Agents.class).session(one.host()).isEmpty());
            await().atMost(Linked.SOON).until(() -> controlThreads(one.host()) == 0);
        }
    }

    @Test
    @DisplayName("catalogue 72: of two sessions with one identity the newer wins, and the older is not heard any more")
    void twoSessions() {
        Linked.Known one = linked.enrolled("twice");
        try (RawAgent.Control older = one.agent().connect(one.certificate());
                RawAgent.Control newer = one.agent().connect(one.certificate())) {
            await().atMost(Linked.SOON).until(() -> older.goodbye().equals("SUPERSEDED"));
            assertThat(newer.closed).isNotDone();
            newer.send(event(2));
            await().atMost(Linked.SOON).until(() -> eventsOf(one.host()) == 1);
            assertThat(linked.heard().all(Heard.Disconnected.class))
                    .noneSatisfy(heard -> assertThat(heard.host()).isEqualTo(one.host()));
        }
    }

    @Test
    @DisplayName("catalogue 74: an agent that dropped changes is asked for everything")
    void gap() {
        Linked.Known one = linked.enrolled("gap");
        try (RawAgent.Control control = one.agent().connect(one.certificate())) {
            String first = askedStream(control);
            linked.bean(Streams.class)
                    .close(
                            java.util.Objects.requireNonNull(
                                    linked.bean(Streams.class).claim(first, one.host(), "PUT")),
                            new dev.longshore.model.LongshoreException(
                                    dev.longshore.model.ErrorCode.STREAM_BROKEN, "away with it"));
            control.send(AgentMessage.newBuilder()
                    .setSeq(2)
                    .setDelta(InventoryDelta.newBuilder().setGap(true))
                    .build());
            // The retry of a failed one comes only after ten seconds.
            await().atMost(Duration.ofSeconds(8))
                    .until(() -> control.received.stream()
                                    .filter(ServerMessage::hasInventory)
                                    .count()
                            >= 2);
        }
    }

    @Test
    void aRenewalGoesOnWithoutTheHostEverBeingGone() {
        HostId host = linked.join("renewed");
        long generation = linked.bean(Agents.class).session(host).orElseThrow().generation();

        linked.bean(Agents.class)
                .send(
                        host,
                        ServerMessage.newBuilder()
                                .setRenew(RenewNow.getDefaultInstance())
                                .build());
        await().atMost(Linked.SOON)
                .until(() -> linked.bean(Agents.class)
                        .session(host)
                        .map(AgentSession::generation)
                        .filter(now -> now > generation)
                        .isPresent());
        assertThat(linked.bean(MemberStore.class).host(host).orElseThrow().seenGeneration())
                .isEqualTo(2);
        assertThat(linked.heard().all(Heard.Disconnected.class))
                .noneSatisfy(heard -> assertThat(heard.host()).isEqualTo(host));
        linked.lastAgent()
                .link
                .engine(EngineState.newBuilder().setReason("still here").build());
        await().atMost(Linked.SOON)
                .until(() -> linked.heard().messages().stream()
                        .anyMatch(message -> message.getEngine().getReason().equals("still here")));
    }
}

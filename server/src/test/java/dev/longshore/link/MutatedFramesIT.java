package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.link.Recorder.Heard;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Ping;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an agent gone wrong or mad can send over its control socket. Seeded: each run sends the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutatedFramesIT {

    private static final int FRAMES = 72;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final long MAX_GROWTH_BYTES = 48L << 20;

    private final Random random = new Random(13);
    private Linked linked;

    @BeforeAll
    void start(@TempDir Path dir) {
        linked = Linked.start(dir, Map.of("longshore.link.heartbeat", "30s")); // nobody here answers pings
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    private final class Host {
        final RawAgent agent = new RawAgent(linked.agentUrl());
        final X509Certificate certificate;
        final HostId id;
        RawAgent.Control control;
        long seq = 1;

        Host(String name) {
            EnrolReply reply = agent.enrol(linked.token(name)).enrolled();
            certificate = RawAgent.leaf(reply);
            id = HostId.of(reply.getHostId());
            control = agent.connect(certificate);
        }

        void dialAgain() {
            control.close();
            control = agent.connect(certificate);
            seq = 1;
        }

        void says(AgentMessage.Builder message) {
            control.send(message.setSeq(++seq).build());
        }

        boolean isAnswered() {
            says(AgentMessage.newBuilder().setPing(Ping.newBuilder().setNonce(seq)));
            long nonce = seq - 1;
            soon().until(() ->
                    control.closed.isDone() || control.received.stream().anyMatch(one -> pong(one, nonce)));
            return !control.closed.isDone();
        }

        private static boolean pong(ServerMessage message, long nonce) {
            return message.hasPong() && message.getPong().getNonce() == nonce;
        }
    }

    @Test
    @DisplayName(
            "catalogue 13: frames that are mutated end their own session if they can't be read, and harm nothing else")
    void mutated() {
        Host bystander = new Host("bystander");
        Host garbled = new Host("garbled");
        long before = heapBytes();
        int ended = 0;

        for (int number = 0; number < FRAMES; number++) {
            byte[] frame = mutant(number, valid(number));
            AgentMessage readable = readable(frame);
            if (readable == null) {
                sendToHangUp(garbled.control, frame);
                soon().until(garbled.control.closed::isDone);
                garbled.dialAgain();
                ended++;
            } else if (readable.getSeq() < Long.MAX_VALUE / 2) {
                garbled.control.sendBytes(frame);
                garbled.seq = Math.max(garbled.seq, readable.getSeq());
                assertThat(garbled.isAnswered()).as("after frame " + number).isTrue();
            } else {
                garbled.control.sendBytes(frame);
                garbled.dialAgain(); // no number is left after such a one
            }
            bystander.says(AgentMessage.newBuilder().setEvents(EngineEvents.newBuilder()));
        }

        assertThat(ended).isBetween(FRAMES / 3, FRAMES - FRAMES / 8);
        assertThat(linked.heard().incidents(Kind.MALFORMED))
                .isNotEmpty()
                .allSatisfy(incident -> assertThat(incident.host()).isEqualTo(garbled.id))
                .anySatisfy(incident -> assertThat(incident.detail()).contains("unreadable"))
                .anySatisfy(incident -> assertThat(incident.detail()).contains("TOO_BIG"));
        assertThat(bystander.isAnswered()).isTrue();
        soon().until(() -> eventsOf(bystander.id) == FRAMES);
        assertThat(linked.heard().all(Heard.Disconnected.class))
                .noneSatisfy(heard -> assertThat(heard.host()).isEqualTo(bystander.id));
        soon().until(() -> linked.bean(Sessions.class).open(garbled.id) == 1);
        assertThat(heapBytes() - before).isLessThan(MAX_GROWTH_BYTES);
        garbled.control.close();
        bystander.control.close();
    }

    /** The server may hang up as soon as it knows that the frame is too big, which is before all of it is sent. */
    private static void sendToHangUp(RawAgent.Control control, byte[] frame) {
        try {
            control.sendBytes(frame);
        } catch (CompletionException hungUp) {
            assertThat(hungUp).hasCauseInstanceOf(IOException.class);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Linked.SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private long eventsOf(HostId host) {
        return linked.heard().all(Heard.Message.class).stream()
                .filter(one -> one.host().equals(host) && one.message().hasEvents())
                .count();
    }

    private static long heapBytes() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static @Nullable AgentMessage readable(byte[] frame) {
        try {
            return frame.length > MAX_MESSAGE_BYTES ? null : AgentMessage.parseFrom(frame);
        } catch (InvalidProtocolBufferException unreadable) {
            return null;
        }
    }

    private AgentMessage valid(int number) {
        AgentMessage.Builder message = AgentMessage.newBuilder().setSeq(number + 2);
        String text = "text-" + number;
        return switch (number % 5) {
            case 0 ->
                message.setDelta(InventoryDelta.newBuilder()
                                .addImages(Image.newBuilder()
                                        .setId(text)
                                        .addTags("docker.io/team/app:" + number)
                                        .addLabels(Pair.newBuilder().setKey("k").setValue(text))))
                        .build();
            case 1 ->
                message.setOutcome(OperationOutcome.newBuilder()
                                .setOperationId(text)
                                .setState(OperationOutcome.State.SUCCEEDED))
                        .build();
            case 2 ->
                message.setEngine(EngineState.newBuilder().setReason(text)).build();
            case 3 ->
                message.setStreamReport(
                                StreamReport.newBuilder().setStreamId(text).setOk(true))
                        .build();
            default -> message.setPing(Ping.newBuilder().setNonce(-number)).build();
        };
    }

    private byte[] mutant(int number, AgentMessage message) {
        byte[] valid = message.toByteArray();
        return switch (number % 6) {
            case 0 -> {
                byte[] flipped = valid.clone();
                for (int times = 1 + random.nextInt(4); times > 0; times--) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            case 1 -> Arrays.copyOf(valid, 1 + random.nextInt(valid.length - 1));
            case 2 -> joined(valid, List.of(0x1a, 0xff, 0xff, 0xff, 0xff, random.nextBoolean() ? 0x07 : 0x0f, 1, 2));
            case 3 -> nested(valid, 200 + random.nextInt(60_000));
            case 4 -> {
                byte[] junk = new byte[1 + random.nextInt(MAX_MESSAGE_BYTES)];
                random.nextBytes(junk);
                yield junk;
            }
            default ->
                number % 12 == 5
                        ? valid
                        : message.toBuilder()
                                .setOutcome(OperationOutcome.newBuilder()
                                        .setOperationIdBytes(ByteString.copyFrom(
                                                new byte[MAX_MESSAGE_BYTES + random.nextInt(MAX_MESSAGE_BYTES)])))
                                .build()
                                .toByteArray();
        };
    }

    private static byte[] joined(byte[] first, List<Integer> more) {
        byte[] all = Arrays.copyOf(first, first.length + more.size());
        for (int at = 0; at < more.size(); at++) {
            all[first.length + at] = more.get(at).byteValue();
        }
        return all;
    }

    /** Groups of a field that nobody knows, within one another. */
    private static byte[] nested(byte[] first, int depth) {
        byte[] all = Arrays.copyOf(first, first.length + depth);
        Arrays.fill(all, first.length, all.length, (byte) 0x7b);
        return all;
    }
}

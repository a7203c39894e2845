package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.LoopbackWork;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkIT {

    private static final long MIB = 1 << 20;

    private Linked linked;
    private HostId source;

    @BeforeAll
    void start(@TempDir Path dir) {
        linked = Linked.start(dir);
        source = linked.join("source");
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    private static BulkCommand.Builder noise(long bytes) {
        return BulkCommand.newBuilder()
                .setLoopback(LoopbackWork.newBuilder().setBytes(bytes).setSeed(7));
    }

    /** Sends from the source to others, each of which is asked to take as much. */
    private final class Sending {

        private final List<FeedStream> sinks = new ArrayList<>();
        private final CompletableFuture<IncomingStream<Boolean>> carried = new CompletableFuture<>();

        Sending(long bytes, HostId... to) {
            Streams streams = linked.bean(Streams.class);
            List<Feed> feeds = new ArrayList<>();
            for (HostId sink : to) {
                FeedStream stream = streams.feed(sink);
                sinks.add(stream);
                feeds.add(new Feed(stream));
                linked.bean(Agents.class)
                        .send(
                                sink,
                                ServerMessage.newBuilder()
                                        .setBulk(noise(bytes)
                                                .setDirection(BulkCommand.Direction.DOWN)
                                                .setStreamId(stream.id()))
                                        .build());
            }
            var _ = CompletableFuture.allOf(
                            sinks.stream().map(FeedStream::opened).toArray(CompletableFuture[]::new))
                    .thenRun(() -> carried.complete(streams.carry(source, noise(bytes), feeds)));
        }

        FeedStream sink(int number) {
            return sinks.get(number);
        }

        IncomingStream<Boolean> fromSource() throws Exception {
            return carried.get(60, TimeUnit.SECONDS);
        }
    }

    private static InputStream get(Linked.Known sink, String stream) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = sink.agent()
                .client(sink.certificate())
                .send(
                        HttpRequest.newBuilder(sink.agent().url().resolve(AgentPaths.STREAMS + "/" + stream))
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    @DisplayName("what one host sends others get, each of them all of it from one reading")
    void toSeveral() throws Exception {
        long bytes = 20 * MIB + 3;
        Sending sending = new Sending(bytes, linked.join("sink-1"), linked.join("sink-2"), linked.join("sink-3"));
        for (FeedStream sink : sending.sinks) {
            assertThat(sink.result().get(60, TimeUnit.SECONDS)).isEqualTo(bytes);
        }
        assertThat(sending.fromSource().report().getBytes()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("catalogue 83: a source that breaks off in the middle never looks whole to the sink")
    void brokenSource() throws Exception {
        Linked.Known sink = linked.enrolled("cut");
        try (RawAgent.Control _ = sink.agent().connect(sink.certificate())) {
            Sending sending = new Sending(1 << 30, sink.host());
            InputStream body = get(sink, sending.sink(0).id());
            body.readNBytes((int) MIB);
            sending.fromSource().fail(new LongshoreException(ErrorCode.CANCELLED, "the test wishes so"));

            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(sending.sink(0).result()).isCompletedExceptionally();
        }
    }

    @Test
    @DisplayName("catalogue 83: a sink that dies in the middle takes neither the source nor the others with it")
    void brokenSink() throws Exception {
        long bytes = 60 * MIB;
        Linked.Known dying = linked.enrolled("dying");
        RawAgent.Control control = dying.agent().connect(dying.certificate());
        Sending sending = new Sending(bytes, dying.host(), linked.join("living"));
        InputStream body = get(dying, sending.sink(0).id());
        body.readNBytes((int) MIB);
        control.close();

        assertThat(sending.sink(1).result().get(60, TimeUnit.SECONDS)).isEqualTo(bytes);
        assertThat(sending.sink(0).result()).isCompletedExceptionally();
        body.close();
    }

    @Test
    @DisplayName("when the last sink is gone the source need not go on")
    void allSinksGone() throws Exception {
        Linked.Known sink = linked.enrolled("gone");
        RawAgent.Control control = sink.agent().connect(sink.certificate());
        Sending sending = new Sending(1 << 30, sink.host());
        try (InputStream body = get(sink, sending.sink(0).id())) {
            body.readNBytes((int) MIB);
            control.close();
            IncomingStream<Boolean> source = sending.fromSource();
            await().atMost(Linked.SOON).until(() -> source.result().isCompletedExceptionally());
        }
        await().atMost(Linked.SOON).until(() -> linked.bean(Streams.class).count() == 0);
    }

    @Test
    @DisplayName("catalogue 82: a sink that does not read stops the source; nothing piles up in the server")
    void slowSink() throws Exception {
        Linked.Known sink = linked.enrolled("slow");
        try (RawAgent.Control _ = sink.agent().connect(sink.certificate())) {
            Sending sending = new Sending(1 << 30, sink.host());
            InputStream body = get(sink, sending.sink(0).id());
            body.readNBytes(1);
            IncomingStream<Boolean> source = sending.fromSource();
            long stopped = await().atMost(Linked.SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(new Standstill(source)::bytes, bytes -> bytes > 0);
            // Socket buffers on the way hold some; a gibibyte they do not.
            assertThat(stopped).isLessThan(100 * MIB);

            body.readNBytes((int) (stopped + MIB));
            assertThat(source.readBytes()).isGreaterThan(stopped);
            body.close();
            await().atMost(Linked.SOON).until(() -> source.result().isCompletedExceptionally());
        }
        await().atMost(Linked.SOON).until(() -> linked.bean(Streams.class).count() == 0);
    }

    /** The count once it has not moved between two looks, 0 before. */
    private static final class Standstill {

        private final IncomingStream<Boolean> source;
        private long last = -1;

        Standstill(IncomingStream<Boolean> source) {
            this.source = source;
        }

        long bytes() {
            long now = source.readBytes();
            boolean still = now == last && now > 0;
            last = now;
            return still ? now : 0;
        }
    }

    @Test
    void aSinkThatGotSomethingElseFailsTheTransfer() throws Exception {
        Linked.Known sink = linked.enrolled("lying");
        try (RawAgent.Control control = sink.agent().connect(sink.certificate())) {
            FeedStream stream = new Sending(MIB, sink.host()).sink(0);
            get(sink, stream.id()).readAllBytes();
            control.send(AgentMessage.newBuilder()
                    .setSeq(2)
                    .setStreamReport(StreamReport.newBuilder()
                            .setStreamId(stream.id())
                            .setOk(true)
                            .setBytes(MIB)
                            .setSha256(ByteString.copyFrom(new byte[32])))
                    .build());
            await().atMost(Linked.SOON).until(() -> stream.result().isCompletedExceptionally());
        }
    }

    @Test
    void aBodyWithoutItsReportDoesNotCount() {
        Linked.Known liar = linked.enrolled("unreported");
        try (RawAgent.Control control = liar.agent().connect(liar.certificate())) {
            IncomingStream<Integer> stream =
                    linked.bean(Streams.class).expect(liar.host(), MIB, in -> in.readAllBytes().length);
            control.send(AgentMessage.newBuilder()
                    .setSeq(2)
                    .setStreamReport(StreamReport.newBuilder()
                            .setStreamId(stream.id())
                            .setOk(true)
                            .setBytes(1_001)
                            .setSha256(ByteString.copyFrom(new byte[32])))
                    .build());
            HttpRequest put = HttpRequest.newBuilder(liar.agent().url().resolve(AgentPaths.STREAMS + "/" + stream.id()))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000]))
                    .build();
            assertThat(liar.agent().send(put, liar.certificate()).code()).isEqualTo("STREAM_BROKEN");
            assertThat(stream.result()).isCompletedExceptionally();
        }
    }

    @Test
    void aHostThatGoesOfflineFailsItsStreamsAtOnce() {
        Linked.Known sink = linked.enrolled("leaving");
        RawAgent.Control control = sink.agent().connect(sink.certificate());
        IncomingStream<Integer> stream = linked.bean(Streams.class).expect(sink.host(), MIB, in -> 0);
        control.close();
        await().atMost(Linked.SOON).until(() -> stream.result().isCompletedExceptionally());
        assertThat(stream.result().exceptionNow())
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_OFFLINE));
    }
}

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
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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
    void whatOneHostSendsTheOtherGets() throws Exception {
        HostId sink = linked.join("sink");
        BulkJoin join = linked.bean(Streams.class).join(source, noise(20 * MIB + 3), sink, noise(20 * MIB + 3));
        assertThat(join.result().get(60, TimeUnit.SECONDS)).isEqualTo(20 * MIB + 3);
    }

    @Test
    @DisplayName("catalogue 83: a source that breaks off in the middle never looks whole to the sink")
    void brokenSource() throws Exception {
        Linked.Known sink = linked.enrolled("cut");
        try (RawAgent.Control _ = sink.agent().connect(sink.certificate())) {
            BulkJoin join = linked.bean(Streams.class).join(source, noise(1 << 30), sink.host(), noise(1 << 30));
            InputStream body = get(sink, join.id());
            body.readNBytes((int) MIB);
            linked.bean(Streams.class).close(join, new LongshoreException(ErrorCode.CANCELLED, "the test wishes so"));

            assertThatThrownBy(() -> body.transferTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(join.result()).isCompletedExceptionally();
        }
    }

    @Test
    @DisplayName("catalogue 82: a sink that does not read stops the source; nothing piles up in the server")
    void slowSink() throws Exception {
        Linked.Known sink = linked.enrolled("slow");
        try (RawAgent.Control _ = sink.agent().connect(sink.certificate())) {
            BulkJoin join = linked.bean(Streams.class).join(source, noise(1 << 30), sink.host(), noise(1 << 30));
            InputStream body = get(sink, join.id());
            body.readNBytes(1);
            long stopped = await().atMost(Linked.SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(new Standstill(join)::bytes, bytes -> bytes > 0);
            // Socket buffers on the way hold some; a gibibyte they do not.
            assertThat(stopped).isLessThan(100 * MIB);

            body.readNBytes((int) (stopped + MIB));
            assertThat(join.copiedBytes()).isGreaterThan(stopped);
            body.close();
            await().atMost(Linked.SOON).until(() -> join.result().isCompletedExceptionally());
        }
        await().atMost(Linked.SOON).until(() -> linked.bean(Streams.class).count() == 0);
    }

    /** The count once it has not moved between two looks, 0 before. */
    private static final class Standstill {

        private final BulkJoin join;
        private long last = -1;

        Standstill(BulkJoin join) {
            this.join = join;
        }

        long bytes() {
            long now = join.copiedBytes();
            boolean still = now == last && now > 0;
            last = now;
            return still ? now : 0;
        }
    }

    @Test
    void aSinkThatGotSomethingElseFailsTheTransfer() throws Exception {
        Linked.Known sink = linked.enrolled("lying");
        try (RawAgent.Control control = sink.agent().connect(sink.certificate())) {
            BulkJoin join = linked.bean(Streams.class).join(source, noise(MIB), sink.host(), noise(MIB));
            get(sink, join.id()).readAllBytes();
            control.send(AgentMessage.newBuilder()
                    .setSeq(2)
                    .setStreamReport(StreamReport.newBuilder()
                            .setStreamId(join.id())
                            .setOk(true)
                            .setBytes(MIB)
                            .setSha256(ByteString.copyFrom(new byte[32])))
                    .build());
            await().atMost(Linked.SOON).until(() -> join.result().isCompletedExceptionally());
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

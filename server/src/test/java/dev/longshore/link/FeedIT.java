package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What this server is given for a host, with agents that are played. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedIT {

    private static final byte[] BLOCK = new byte[64 * 1024];

    private Linked linked;

    @BeforeAll
    void start(@TempDir Path dir) {
        linked = Linked.start(dir);
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    private static InputStream open(Linked.Known sink, Feed feed) throws IOException, InterruptedException {
        return sink.agent()
                .client(sink.certificate())
                .send(
                        HttpRequest.newBuilder(sink.agent().url().resolve(AgentPaths.STREAMS + "/" + feed.streamId()))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    @Test
    @DisplayName("a host gets what is given, and only its report of the same sum ends the stream well")
    void wholeFeed() throws Exception {
        Linked.Known sink = linked.enrolled("fed");
        try (RawAgent.Control control = sink.agent().connect(sink.certificate())) {
            Feed feed = linked.bean(Agents.class).feed(sink.host());
            InputStream body = open(sink, feed);
            assertThat(feed.put(BLOCK, FeedStream.WITHOUT_END)).isTrue();
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(BLOCK);
            feed.end(BLOCK.length, sum);
            assertThat(body.readAllBytes()).isEqualTo(BLOCK);
            control.send(AgentMessage.newBuilder()
                    .setSeq(2)
                    .setStreamReport(StreamReport.newBuilder()
                            .setStreamId(feed.streamId())
                            .setOk(true)
                            .setBytes(BLOCK.length)
                            .setSha256(ByteString.copyFrom(sum)))
                    .build());
            AtomicBoolean ended = new AtomicBoolean();
            feed.whenEnded(() -> ended.set(true));
            await().atMost(Linked.SOON).untilTrue(ended);
            assertThat(feed.failure()).isEmpty();
        }
    }

    @Test
    @DisplayName("catalogue 45: what is given up in the middle never looks whole to the host")
    void brokenFeed() throws Exception {
        Linked.Known sink = linked.enrolled("cut-feed");
        try (RawAgent.Control _ = sink.agent().connect(sink.certificate())) {
            Feed feed = linked.bean(Agents.class).feed(sink.host());
            InputStream body = open(sink, feed);
            feed.put(BLOCK, FeedStream.WITHOUT_END);
            assertThat(body.readNBytes(BLOCK.length)).isEqualTo(BLOCK);
            feed.close(new LongshoreException(ErrorCode.STREAM_BROKEN, "the test wishes so"));
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(feed.put(BLOCK, FeedStream.WITHOUT_END)).isFalse();
        }
    }

    @Test
    @DisplayName("catalogue 82: a host that does not read holds back who gives, and lets go when it leaves")
    void slowHost() throws Exception {
        Linked.Known sink = linked.enrolled("slow-feed");
        RawAgent.Control control = sink.agent().connect(sink.certificate());
        Feed feed = linked.bean(Agents.class).feed(sink.host());
        try (InputStream _ = open(sink, feed)) {
            AtomicInteger given = new AtomicInteger();
            AtomicBoolean refused = new AtomicBoolean();
            Thread giver = Thread.ofVirtual().start(() -> {
                try {
                    while (given.get() < 20_000 && feed.put(BLOCK, FeedStream.WITHOUT_END)) {
                        given.incrementAndGet();
                    }
                    refused.set(given.get() < 20_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().atMost(Linked.SOON).until(() -> giver.getState() == Thread.State.TIMED_WAITING && given.get() > 8);
            // socket buffers on the way hold some; more than a gibibyte they do not
            assertThat(given.get()).isLessThan(5_000);
            control.close();
            await().atMost(Linked.SOON).untilTrue(refused);
        }
    }
}

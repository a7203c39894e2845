package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletResponse;

/** One reading for several hosts, whose bodies are taken by the test. */
@Timeout(60)
class FanOutTest {

    private static final int MIB = 1 << 20;

    private final byte[] archive = new byte[4 * MIB];

    FanOutTest() {
        new Random(4).nextBytes(archive);
    }

    /** A host that takes all, on a thread of its own. */
    private static final class Host {

        private final FeedStream stream = new FeedStream("s-1", HostId.of("h-00000000000000a1"));
        private final Feed feed = new Feed(stream);
        private final MockHttpServletResponse response = new MockHttpServletResponse();
        private final CompletableFuture<Void> served = new CompletableFuture<>();

        Host taking() {
            return taking(response);
        }

        Host taking(HttpServletResponse into) {
            Thread.ofVirtual().start(() -> {
                try {
                    stream.serve(mock(HttpServletRequest.class), into);
                    served.complete(null);
                } catch (IOException | RuntimeException e) {
                    served.completeExceptionally(e);
                }
            });
            return this;
        }

        byte[] taken() throws Exception {
            served.get(20, TimeUnit.SECONDS);
            return response.getContentAsByteArray();
        }
    }

    @Test
    @DisplayName("a host that drops out in the middle gets no more, and the others get all and a proper end")
    void oneDropsOut() throws Exception {
        Host good = new Host().taking();
        HttpServletResponse broken = mock(HttpServletResponse.class);
        ServletOutputStream full = mock(ServletOutputStream.class);
        doNothing().doThrow(new IOException("gone")).when(full).write(any(byte[].class));
        when(broken.getOutputStream()).thenReturn(full);
        Host bad = new Host().taking(broken);

        assertThat(FanOut.give(new ByteArrayInputStream(archive), List.of(bad.feed, good.feed)))
                .isTrue();

        assertThat(good.taken()).isEqualTo(archive);
        assertThat(bad.feed.failure()).isPresent();
        assertThat(bad.served).isCompletedExceptionally();
    }

    @Test
    @DisplayName("a host that takes nothing while others wait drops out after its time, and the others get all")
    void oneStalls() throws Exception {
        Host stalled = new Host(); // nobody reads
        Host good = new Host().taking();

        assertThat(FanOut.pump(
                        new ByteArrayInputStream(archive), List.of(stalled.feed, good.feed), Duration.ofMillis(50)))
                .isTrue();

        assertThat(stalled.feed.failure())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(ErrorCode.STREAM_BROKEN));
        good.stream.end(archive.length, new byte[32]);
        assertThat(good.taken()).isEqualTo(archive);
    }

    @Test
    @DisplayName("a host alone may take its time, and no more than a few blocks wait for it")
    void slowAlone() throws Exception {
        Host slow = new Host();
        InputStream in = new ByteArrayInputStream(archive);
        CompletableFuture<Boolean> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                all.complete(FanOut.pump(in, List.of(slow.feed), Duration.ofMillis(1)));
            } catch (IOException | InterruptedException e) {
                all.completeExceptionally(e);
            }
        });
        CompletableFuture<Boolean> later = CompletableFuture.supplyAsync(
                all::isDone, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
        assertThat(later).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(false);
        assertThat(in.available()).isGreaterThan(3 * MIB);

        slow.taking();
        assertThat(all).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
    }

    @Test
    @DisplayName("when no host takes it any more the rest is not read")
    void allDropOut() throws Exception {
        Host gone = new Host();
        gone.feed.close(new LongshoreException(ErrorCode.CANCELLED, "the test wishes so"));
        InputStream upload = new ByteArrayInputStream(archive);
        assertThat(FanOut.give(upload, List.of(gone.feed))).isFalse();
        assertThat(upload.available()).isGreaterThan(3 * MIB);
    }

    @Test
    @DisplayName("an upload that breaks off has no end for any host")
    void brokenUpload() throws Exception {
        Host good = new Host().taking();
        InputStream gone = mock(InputStream.class);
        when(gone.read(any(), anyInt(), anyInt())).thenThrow(new IOException("gone"));
        InputStream upload = new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(archive, MIB)), gone);

        assertThatThrownBy(() -> FanOut.give(upload, List.of(good.feed))).isInstanceOf(IOException.class);

        assertThat(good.served).isNotDone();
        good.feed.close(new LongshoreException(ErrorCode.STREAM_BROKEN, "the upload broke off"));
        assertThat(good.served).failsWithin(Duration.ofSeconds(20));
    }
}

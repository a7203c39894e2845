package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.access.Actor;
import dev.longshore.link.Agents;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.stream.BlockInput;
import dev.longshore.wire.BulkCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** A file on its way to a person, without hosts. */
class ExportTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** A host that sends nothing until it is let go on; then it breaks off. */
    private static final class Silent extends BlockInput {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("broken off");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a host that breaks off before its first byte leaves nothing written, not even the head of a gzip")
    void nothingYet(Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Silent host = new Silent();
        host.goOn.countDown();
        assertThatThrownBy(() -> new Export(compression).copy(host, out, _ -> {}))
                .isInstanceOf(IOException.class);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what a host sends arrives whole, also packed")
    void packed(Compression compression) throws Exception {
        byte[] sent = new byte[300_000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = new Export(compression).copy(new ByteArrayInputStream(sent), out, _ -> {});
        assertThat(bytes).isEqualTo(out.size());
        assertThat(Unpacked.of(new ByteArrayInputStream(out.toByteArray()), FileSettings.USUAL)
                        .readAllBytes())
                .isEqualTo(sent);
        assertThat(out.size() < sent.length / 2).isEqualTo(compression != Compression.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    @DisplayName("what breaks off half-way has no end, however it is packed")
    void halfWay(Compression compression) {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        InputStream host = new SequenceInputStream(new ByteArrayInputStream(sent), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken off");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new Export(compression).copy(host, out, _ -> {}))
                .isInstanceOf(IOException.class);
        assertThat(out.size()).isPositive();
        assertThatThrownBy(() -> Unpacked.of(new ByteArrayInputStream(out.toByteArray()), FileSettings.USUAL)
                        .readAllBytes())
                .isInstanceOf(LongshoreException.class);
    }

    @Test
    @DisplayName("whoever fetches is let go when the operation has ended, though its host's stream still hangs")
    void hangs() throws Exception {
        Export export = new Export(Compression.NONE);
        Silent host = new Silent();
        OutputStream out = new ByteArrayOutputStream();
        var copying = CompletableFuture.supplyAsync(() -> {
            try {
                return export.copy(host, out, _ -> {});
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        host.asked.await();

        var _ = export.fetched().thenRun(() -> export.ended(new LongshoreException(ErrorCode.HOST_OFFLINE, "gone")));
        assertThatThrownBy(() -> assertTimeoutPreemptively(SOON, () -> export.fetch(out)))
                .hasMessage("gone");

        assertThat(copying).isNotDone();
        host.goOn.countDown();
        await().atMost(SOON).until(copying::isCompletedExceptionally);
    }

    @Test
    @DisplayName("a fault while the host is asked ends the save, and is not kept in silence")
    void fault() {
        Agents agents = mock(Agents.class);
        when(agents.receive(any(), any(), any())).thenThrow(new IllegalStateException("no stream"));
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("agents", agents);
        Exports exports = new Exports(beans.getBeanProvider(Agents.class));
        OperationId id = OperationId.of("op-" + "0".repeat(25) + "1");
        Task.Save save = new Task.Save(List.of(ImageRef.of("app:1")), Compression.NONE);
        LiveOperation.Part part = new LiveOperation.Part(HostId.of("h-00000000000000a1"), "alpha");
        LiveOperation operation =
                new LiveOperation(id, save, Actor.system(), null, Instant.EPOCH, false, null, List.of(part));
        exports.expect(operation, Compression.NONE);
        AtomicReference<@Nullable LongshoreException> told = new AtomicReference<>();
        exports.begin(operation, part, BulkCommand.newBuilder(), new Exports.Course() {
            @Override
            public void progressed(long bytes) {}

            @Override
            public void ended(long bytes, @Nullable LongshoreException why) {
                told.set(why);
                exports.ended(id, why == null ? null : Failures.of(why));
            }
        });

        assertThatThrownBy(() -> assertTimeoutPreemptively(
                        SOON, () -> exports.write(Actor.system(), id, new ByteArrayOutputStream())))
                .hasMessageContaining("no stream");
        assertThat(told.get()).isNotNull();
    }
}

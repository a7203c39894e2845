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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** A file on its way to a person, without hosts. */
class ExportTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** A host that sends nothing until it is let go on; then it breaks off. */
    private static final class Silent extends InputStream {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public int read() throws IOException {
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
    @ValueSource(booleans = {false, true})
    @DisplayName("a host that breaks off before its first byte leaves nothing written, not even the head of a gzip")
    void nothingYet(boolean gzip) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Silent host = new Silent();
        host.goOn.countDown();
        assertThatThrownBy(() -> new Export(gzip).copy(host, out, _ -> {})).isInstanceOf(IOException.class);
        assertThat(out.size()).isZero();
    }

    @Test
    @DisplayName("what a host sends arrives whole, also packed")
    void packed() throws Exception {
        byte[] sent = new byte[300_000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = new Export(true).copy(new ByteArrayInputStream(sent), out, _ -> {});
        assertThat(bytes).isEqualTo(out.size());
        assertThat(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes())
                .isEqualTo(sent);
    }

    @Test
    @DisplayName("whoever fetches is let go when the operation has ended, though its host's stream still hangs")
    void hangs() throws Exception {
        Export export = new Export(false);
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
        Task.Save save = new Task.Save(List.of(ImageRef.of("app:1")), false);
        LiveOperation.Part part = new LiveOperation.Part(HostId.of("h-00000000000000a1"), "alpha");
        LiveOperation operation =
                new LiveOperation(id, save, Actor.system(), null, Instant.EPOCH, false, null, List.of(part));
        exports.expect(operation, save);
        AtomicReference<@Nullable LongshoreException> told = new AtomicReference<>();
        exports.begin(operation, part, save, new Exports.Course() {
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

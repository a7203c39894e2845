package dev.longshore.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CountedInputTest {

    @Test
    @DisplayName("tells after each block how many bytes have come in all, skipped ones too")
    void counts() throws IOException {
        List<Long> told = new ArrayList<>();
        CountedInput in = new CountedInput(new ByteArrayInputStream(new byte[1_000]), told::add);

        in.read();
        in.read(new byte[99]);
        in.skipNBytes(400);
        in.readAllBytes();

        assertThat(told).startsWith(1L, 100L, 500L).endsWith(1_000L).isSorted();
        assertThat(in.bytes()).isEqualTo(1_000);
        assertThat(in.brokeOff()).isFalse();
    }

    @Test
    @DisplayName("knows a source that breaks off, and counts what had come of it")
    void brokeOff() {
        InputStream broken = new BlockInput() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        CountedInput in = new CountedInput(new SequenceInputStream(new ByteArrayInputStream(new byte[7]), broken));

        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessage("gone");

        assertThat(in.brokeOff()).isTrue();
        assertThat(in.bytes()).isEqualTo(7);
    }

    @Test
    @DisplayName("that its user fails is no breaking off")
    void userFails() {
        CountedInput in = new CountedInput(new ByteArrayInputStream(new byte[100]));
        assertThatThrownBy(() -> new GZIPInputStream(in)).isInstanceOf(IOException.class);
        assertThat(in.brokeOff()).isFalse();
    }

    @Test
    @DisplayName("a gzip of several parts is read to its end through it")
    void parts() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int part = 0; part < 3; part++) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(new byte[1_000]);
            }
        }
        CountedInput in = new CountedInput(new ByteArrayInputStream(packed.toByteArray()));
        assertThat(new GZIPInputStream(in, 16).readAllBytes()).hasSize(3_000);
    }

    @Test
    @DisplayName("closing it leaves its source open")
    void close() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream source = new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        new CountedInput(source).close();
        assertThat(closed).isFalse();
    }
}

package dev.longshore.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlockInputTest {

    /** Keeps a copy of whatever is read through its one method. */
    private static final class Copied extends BlockInput {

        private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
        private final InputStream in;

        Copied(byte... bytes) {
            in = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.readNBytes(into, offset, length);
            copy.write(into, offset, count);
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    @Test
    @DisplayName("bytes one by one, skipped and in blocks all come through the reading of blocks")
    void throughBlocks() throws IOException {
        byte[] bytes = new byte[10_000];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) at;
        }
        Copied in = new Copied(bytes);

        assertThat(in.read()).isZero();
        assertThat(in.skip(5_000)).isEqualTo(5_000);
        assertThat(in.read()).isEqualTo(5_001 & 0xff);
        in.skipNBytes(98);
        assertThat(in.readNBytes(900)).hasSize(900);
        assertThat(in.skip(1 << 20)).isEqualTo(4_000);
        assertThat(in.skip(1)).isZero();
        assertThat(in.read()).isEqualTo(-1);

        assertThat(in.copy.toByteArray()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("a byte of all ones is not the end")
    void allOnes() throws IOException {
        Copied in = new Copied((byte) 0xff);
        assertThat(in.read()).isEqualTo(255);
        assertThat(in.read()).isEqualTo(-1);
    }
}

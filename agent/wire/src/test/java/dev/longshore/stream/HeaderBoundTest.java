package dev.longshore.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeaderBoundTest {

    private static final int MOST = 1_000;

    private final InputStream archive = new ByteArrayInputStream(new byte[100_000]);
    private final HeaderBound bound = new HeaderBound(archive, MOST, IllegalStateException::new);

    @Test
    @DisplayName("a search may read as much as it is allowed, each anew, and what is no search any amount")
    void allows() throws IOException {
        for (int entry = 0; entry < 3; entry++) {
            assertThat(bound.within(() -> bound.readNBytes(MOST))).hasSize(MOST);
            assertThat(bound.readNBytes(20_000)).hasSize(20_000);
        }
    }

    @Test
    @DisplayName("a search that asks for more gets none of it, whether it reads, skips or takes single bytes")
    void refuses() throws IOException {
        assertRefused(() -> bound.readNBytes(MOST + 1).length);
        assertThat(archive.available()).isEqualTo(100_000 - MOST);
        assertRefused(() -> {
            bound.skipNBytes(MOST + 1);
            return 0;
        });
        assertRefused(() -> {
            int sum = 0;
            for (int at = 0; at <= MOST; at++) {
                sum += bound.read();
            }
            return sum;
        });
        assertThat(archive.available()).isEqualTo(100_000 - 3 * MOST);
    }

    @Test
    @DisplayName("a search that has failed bounds nothing any more")
    void afterFailure() throws IOException {
        assertThatThrownBy(() -> bound.within(() -> {
                    throw new IOException("damaged");
                }))
                .hasMessage("damaged");
        assertThat(bound.readNBytes(20_000)).hasSize(20_000);
    }

    @Test
    @DisplayName("the end of the archive is not too much, and the search may find nothing")
    void end() throws IOException {
        bound.skipNBytes(100_000 - MOST + 1);
        assertThat(bound.<byte[]>within(() -> {
                    assertThat(bound.readAllBytes()).hasSize(MOST - 1);
                    return null;
                }))
                .isNull();
    }

    private void assertRefused(HeaderBound.Search<Integer> search) {
        assertThatThrownBy(() -> bound.within(search))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("larger than 1000 bytes");
    }
}

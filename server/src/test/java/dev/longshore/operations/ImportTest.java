package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.longshore.link.Feed;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files between people and hosts, without hosts. */
class ImportTest {

    private static final int MIB = 1 << 20;
    private static final HostId ONE = HostId.of("h-00000000000000a1");
    private static final HostId TWO = HostId.of("h-00000000000000a2");

    private static Feed feed() {
        Feed feed = mock(Feed.class);
        when(feed.failure()).thenReturn(Optional.empty());
        when(feed.isOpen()).thenReturn(true);
        return feed;
    }

    @Test
    @DisplayName("the upload waits for hosts that have neither come nor ended; who comes after it began is too late")
    void gathers() throws Exception {
        Import file = new Import(List.of(ONE, TWO));
        Feed first = feed();
        file.add(ONE, first);
        file.left(TWO);
        assertThat(file.gather(Long.MAX_VALUE / 2)).containsExactly(first);

        Feed late = feed();
        assertThatThrownBy(() -> file.add(TWO, late))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_BUSY));
        verify(late).close(any(LongshoreException.class));
    }

    private static byte[] gzip(long zeros) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            byte[] block = new byte[MIB];
            for (long left = zeros; left > 0; left -= block.length) {
                out.write(block);
            }
        }
        return packed.toByteArray();
    }

    @Test
    @DisplayName("catalogue 47: a gzip bomb is refused after a bounded amount")
    void bomb() throws Exception {
        InputStream unpacked = Unpacked.of(new ByteArrayInputStream(gzip(400L * MIB)));
        assertThatThrownBy(() -> unpacked.transferTo(OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARCHIVE));
    }

    @Test
    @DisplayName("plain files pass as they are, gzip is undone, and half a gzip is blamed on the file")
    void unpacks() throws Exception {
        byte[] plain = {1, 2, 3};
        assertThat(Unpacked.of(new ByteArrayInputStream(plain)).readAllBytes()).isEqualTo(plain);
        assertThat(Unpacked.of(new ByteArrayInputStream(new byte[0])).readAllBytes())
                .isEmpty();
        byte[] packed = gzip(MIB);
        assertThat(Unpacked.of(new ByteArrayInputStream(packed)).readAllBytes()).hasSize(MIB);
        InputStream half = Unpacked.of(new ByteArrayInputStream(packed, 0, packed.length / 2));
        assertThatThrownBy(half::readAllBytes)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARCHIVE));
    }

    @Test
    @DisplayName("catalogue 38: a file's name holds nothing that a header or a shell minds")
    void names() {
        Task.Save one = new Task.Save(List.of(ImageRef.of("registry.example:5000/team/app:1.2")), false);
        assertThat(ArchiveName.of(one)).isEqualTo("registry.example-5000-team-app-1.2.tar");
        Task.Save many = new Task.Save(List.of(ImageRef.of("app:1"), ImageRef.of("web:2")), true);
        assertThat(ArchiveName.of(many)).isEqualTo("app-1-and-1-more.tar.gz");
    }
}

package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.longshore.link.Feed;
import dev.longshore.model.ContainerId;
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
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

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

    /** The ways in which files come packed. */
    enum Packer {
        GZIP {
            @Override
            OutputStream pack(OutputStream out) throws IOException {
                return new GZIPOutputStream(out);
            }
        },
        ZSTD {
            @Override
            OutputStream pack(OutputStream out) throws IOException {
                return new ZstdOutputStreamNoFinalizer(out);
            }
        },
        XZ {
            @Override
            OutputStream pack(OutputStream out) throws IOException {
                return new XZOutputStream(out, new LZMA2Options(1));
            }
        };

        abstract OutputStream pack(OutputStream out) throws IOException;
    }

    private static byte[] packed(Packer packer, long zeros) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packer.pack(packed)) {
            byte[] block = new byte[MIB];
            for (long left = zeros; left > 0; left -= block.length) {
                out.write(block);
            }
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("catalogue 47: a bomb is refused after a bounded amount, however it is packed")
    void bomb(Packer packer) throws Exception {
        InputStream unpacked = Unpacked.of(new ByteArrayInputStream(packed(packer, 400L * MIB)), FileSettings.USUAL);
        assertThatThrownBy(() -> unpacked.transferTo(OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARCHIVE));
    }

    @Test
    @DisplayName("plain files pass as they are")
    void plain() throws Exception {
        for (byte[] plain : List.of(new byte[] {1, 2, 3}, new byte[0], new byte[100])) {
            assertThat(Unpacked.of(new ByteArrayInputStream(plain), FileSettings.USUAL)
                            .readAllBytes())
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what is packed is undone, half of it is blamed on the file, and closing it leaves the upload open")
    void unpacks(Packer packer) throws Exception {
        byte[] packed = packed(packer, MIB);
        ByteArrayInputStream upload = new ByteArrayInputStream(packed) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        try (Unpacked whole = Unpacked.of(upload, FileSettings.USUAL)) {
            assertThat(whole.readAllBytes()).hasSize(MIB);
        }
        InputStream half = Unpacked.of(new ByteArrayInputStream(packed, 0, packed.length / 2), FileSettings.USUAL);
        assertThatThrownBy(half::readAllBytes)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARCHIVE));
    }

    @Test
    @DisplayName("catalogue 47: an xz that wants more memory than a server has for it is refused before it gets any")
    void hungry() throws Exception {
        byte[] file = packed(Packer.XZ, MIB);
        // the dictionary's size stands after the stream's header (12) and block's size, flags and filter (4)
        int dictionary = 16;
        file[dictionary] = 36; // 1 GiB
        CRC32 sum = new CRC32();
        int header = ((file[12] & 0xff) + 1) * 4;
        sum.update(file, 12, header - 4);
        for (int at = 0; at < 4; at++) {
            file[12 + header - 4 + at] = (byte) (sum.getValue() >> (8 * at));
        }
        assertThatThrownBy(() -> Unpacked.of(new ByteArrayInputStream(file), FileSettings.USUAL)
                        .readAllBytes())
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("memory");
    }

    @Test
    @DisplayName("catalogue 38: a file's name holds nothing that a header or a shell minds")
    void names() {
        Task.Save one = new Task.Save(List.of(ImageRef.of("registry.example:5000/team/app:1.2")), Compression.NONE);
        assertThat(ArchiveName.of(one)).isEqualTo("registry.example-5000-team-app-1.2.tar");
        Task.Save many = new Task.Save(List.of(ImageRef.of("app:1"), ImageRef.of("web:2")), Compression.GZIP);
        assertThat(ArchiveName.of(many)).isEqualTo("app-1-and-1-more.tar.gz");
        Task.Export export = new Task.Export(ContainerId.of("c".repeat(64)), "web\r\n\"/1", Compression.ZSTD);
        assertThat(ArchiveName.of(export)).isEqualTo("web-1.tar.zst");
        assertThat(ArchiveName.type("web-1.tar.zst")).isEqualTo("application/zstd");
        Task.Export nameless = new Task.Export(ContainerId.of("c".repeat(64)), "", Compression.NONE);
        assertThat(ArchiveName.of(nameless)).isEqualTo("cccccccccccc.tar");
    }
}

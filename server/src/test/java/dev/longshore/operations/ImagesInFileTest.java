package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesInFileTest {

    private static final int POSIX = TarArchiveOutputStream.LONGFILE_POSIX;
    private static final String CONFIG = """
            {"os":"linux","architecture":"arm64","variant":"v8","created":"2026-01-02T03:04:05.6Z",\
            "rootfs":{"diff_ids":["sha256:%s"]}}""".formatted("1".repeat(64));
    private static final String ODD = "07 =\0\n-9xLKSg.";
    private static final String NAME = Digest.ofText(CONFIG).value().substring(7);

    private static byte[] tar(int longNames, String manifest, String config) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(longNames);
            add(out, "n".repeat(150), new byte[700]);
            add(out, "layer.tar", new byte[5_000]);
            add(out, NAME + ".json", config.getBytes(StandardCharsets.UTF_8));
            add(out, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream out, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    private static String manifest(String names) {
        return "[{\"Config\":\"" + NAME + ".json\",\"RepoTags\":[" + names + "],\"Layers\":[\"layer.tar\"]}]";
    }

    @ParameterizedTest
    @ValueSource(ints = {POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    @DisplayName("tells names, platform, layers and bytes of the images in a file")
    void tells(int longNames) throws IOException {
        byte[] tar = tar(longNames, manifest("\"app:1\",\"Odd Name\",\"registry.example/web:2\""), CONFIG);

        assertThat(ImagesInFile.read(new ByteArrayInputStream(tar)))
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.references()).containsExactly("docker.io/library/app:1", "registry.example/web:2");
                    assertThat(image.identity().platform()).isEqualTo("linux/arm64/v8");
                    assertThat(image.identity().configDigest()).isEqualTo(Digest.of("sha256:" + NAME));
                    assertThat(image.layers()).isEqualTo(1);
                    assertThat(image.bytes()).isEqualTo(5_000);
                });
    }

    /** A tar of one header that has a size, and of so much content, behind which another entry follows. */
    private static byte[] headed(byte kind, int claimed, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] header = new byte[512];
        TarArchiveEntry entry = new TarArchiveEntry("header", kind);
        entry.setSize(claimed);
        entry.writeEntryHeader(header);
        bytes.write(header);
        bytes.write(content);
        bytes.write(tar(POSIX, manifest("\"app:1\""), CONFIG));
        return bytes.toByteArray();
    }

    private static void assertRefused(byte[] tar, String reason) {
        assertThatThrownBy(() -> ImagesInFile.read(new ByteArrayInputStream(tar)))
                .isInstanceOfSatisfying(LongshoreException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARCHIVE);
                    assertThat(e.reason()).contains(reason);
                });
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_GNUTYPE_LONGNAME})
    @DisplayName("catalogue 46: a header that claims more than engines write is refused before it is held in memory")
    void largeHeader(byte kind) throws IOException {
        byte[] record = ("102400 path=" + "n".repeat(102_400 - 13) + "\n").getBytes(StandardCharsets.UTF_8);
        assertRefused(headed(kind, record.length, record), "larger than 65536 bytes");
        byte[] claim = ("2000000000 comment=" + "c".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        assertRefused(headed(kind, 2_000_000_000, claim), "larger than 65536 bytes");
    }

    @Test
    @DisplayName("catalogue 46: what a reader would keep from entry to entry, or blow up, is refused")
    void oddHeaders() throws IOException {
        byte[] record = Arrays.copyOf("9 abc=de\n".getBytes(StandardCharsets.UTF_8), 512);
        assertRefused(headed(TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER, 9, record), "global header");
        assertRefused(headed(TarConstants.LF_GNUTYPE_SPARSE, 512, record), "sparse");
        byte[] other = tar(POSIX, manifest("\"app:1\""), CONFIG);
        other[2]++;
        assertRefused(other, "wrong sum");
    }

    @Test
    @DisplayName("catalogue 45: a file that is damaged anywhere, though its sums are right, is told as that or read")
    void damagedAnywhere() throws IOException {
        byte[] good = tar(POSIX, manifest("\"app:1\""), CONFIG);
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            int head = 512 * random.nextInt(2) * random.nextInt(bad.length / 512);
            for (int more = random.nextInt(1, 6); more > 0; more--) {
                byte odd = (byte) ODD.charAt(random.nextInt(ODD.length()));
                bad[head + random.nextInt(512)] = random.nextBoolean() ? odd : (byte) random.nextInt();
            }
            sum(bad, head);
            try {
                ImagesInFile.read(new ByteArrayInputStream(bad));
            } catch (LongshoreException | IOException _) {
                // told
            }
        }
    }

    /** Makes it right, if this is a header at all. */
    private static void sum(byte[] tar, int head) {
        if (tar[head + 257] != 'u') {
            return;
        }
        Arrays.fill(tar, head + 148, head + 156, (byte) ' ');
        int sum = 0;
        for (int at = head; at < head + 512; at++) {
            sum += tar[at] & 0xff;
        }
        byte[] octal = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, tar, head + 148, octal.length);
    }

    @Test
    @DisplayName("catalogue 45, 46: what is no file of images, damaged or claims too much is told as that")
    void refuses() throws IOException {
        byte[] good = tar(POSIX, manifest("\"app:1\""), CONFIG);
        List<byte[]> all = List.of(
                new byte[0],
                new byte[10_240],
                "no archive".repeat(200).getBytes(StandardCharsets.UTF_8),
                tar(POSIX, "[]", CONFIG),
                tar(POSIX, "{", CONFIG),
                tar(POSIX, manifest("\"app:1\""), "{}"),
                tar(POSIX, manifest("\"a:1\",".repeat(2_000) + "\"a:1\""), CONFIG),
                Arrays.copyOf(good, 3_000));
        for (byte[] bad : all) {
            assertThatThrownBy(() -> ImagesInFile.read(new ByteArrayInputStream(bad)))
                    .isInstanceOfAny(LongshoreException.class, IOException.class);
        }
        assertThatThrownBy(() -> ImagesInFile.described("[")).isInstanceOf(LongshoreException.class);
        assertThatThrownBy(() -> ImagesInFile.described("{}")).isInstanceOf(LongshoreException.class);
    }
}

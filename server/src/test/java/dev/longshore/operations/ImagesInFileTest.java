package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.Digest;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesInFileTest {

    private static final int POSIX = TarArchiveOutputStream.LONGFILE_POSIX;
    private static final String CONFIG = """
            {"os":"linux","architecture":"arm64","variant":"v8","created":"2026-01-02T03:04:05.6Z",\
            "rootfs":{"diff_ids":["sha256:%s"]}}""".formatted("1".repeat(64));
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

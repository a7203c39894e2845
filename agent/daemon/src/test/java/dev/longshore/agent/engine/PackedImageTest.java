package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longshore.model.Digest;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an archive of the containerd store tells of an image of two packed layers. */
class PackedImageTest {

    private static final List<String> DIFF_IDS = List.of(digest("lower unpacked"), digest("upper unpacked"));

    private final String config =
            "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + DIFF_IDS.get(0) + "\",\"" + DIFF_IDS.get(1) + "\"]}}";
    private final Map<String, String> files = new LinkedHashMap<>();

    PackedImageTest() {
        blob("lower");
        blob("upper");
        blob(config);
        blob("{\"schemaVersion\":2,\"config\":{\"digest\":\"" + digest(config) + "\"}}");
        files.put("index.json", "{}");
        files.put("manifest.json", manifest(config, "lower", "upper"));
        files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    private static String digest(String content) {
        return Digest.ofText(content).value();
    }

    private static String path(String content) {
        return "blobs/sha256/" + digest(content).substring("sha256:".length());
    }

    private void blob(String content) {
        files.put(path(content), content);
    }

    private static String manifest(String config, String... layers) {
        List<String> paths = new ArrayList<>();
        for (String layer : layers) {
            paths.add("\"" + path(layer) + "\"");
        }
        return "[{\"Config\":\"" + path(config) + "\",\"RepoTags\":null,\"Layers\":[" + String.join(",", paths) + "]}]";
    }

    private PackedImage read() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(archive)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return PackedImage.read(new ByteArrayInputStream(archive.toByteArray()), DIFF_IDS);
    }

    private void assertNotWhole() {
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(this::read)
                .withMessageContaining("does not have all of the image");
    }

    @Test
    @DisplayName("tells the config and, from the lowest on, the files that the layers are")
    void whole() throws IOException {
        assertThat(read()).isEqualTo(new PackedImage(digest(config), List.of(digest("lower"), digest("upper"))));
    }

    @Test
    @DisplayName(
            "an archive that names a layer, the config or nothing at all and lacks it is of an image that is not there")
    void lacking() {
        for (String lacked : List.of(path("lower"), path("upper"), path(config), "manifest.json")) {
            String content = String.valueOf(files.remove(lacked));
            assertNotWhole();
            files.put(lacked, content);
        }
    }

    @Test
    @DisplayName(
            "another image's config, one that is not what its name says, and layers of another layout are none of it")
    void others() {
        files.put("manifest.json", manifest(config, "lower"));
        assertNotWhole();
        files.put("manifest.json", manifest(config, "lower", "upper").replace(path("lower"), "abc/layer.tar"));
        assertNotWhole();
        files.put("manifest.json", manifest(config, "lower", "upper"));
        files.put(path(config), config + " ");
        assertNotWhole();
        files.put(path(config), config.replace(DIFF_IDS.get(0), DIFF_IDS.get(1)));
        assertNotWhole();
    }

    @Test
    @DisplayName("of several images the one with these layers is told")
    void amongOthers() throws IOException {
        String other = config.replace(DIFF_IDS.get(0), digest("other"));
        blob(other);
        files.put(
                "manifest.json",
                (manifest(other, "lower", "upper") + manifest(config, "lower", "upper")).replace("][", ","));
        assertThat(read().configDigest()).isEqualTo(digest(config));
    }
}

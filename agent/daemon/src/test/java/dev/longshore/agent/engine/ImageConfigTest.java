package dev.longshore.agent.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.model.LongshoreException;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The config of an image in an archive")
class ImageConfigTest {

    private static final String LAYER = "sha256:" + "a".repeat(64);

    private static String config(String created, String settings) {
        return "{\"created\":" + created + ",\"config\":" + settings
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + LAYER + "\"]}}";
    }

    private static ImageConfig read(String config) {
        return Objects.requireNonNull(ImageConfig.read(config.getBytes(UTF_8)));
    }

    @Test
    @DisplayName("has the same settings as an engine tells, in another order, with other zeros and empty fields")
    void asInspected() throws JsonProcessingException {
        ImageConfig read = read(config(
                "\"2026-01-02T03:04:05.600000000Z\"",
                "{\"Env\":[\"A=b\"],\"Labels\":{\"a\":\"1\",\"b\":\"2\"},\"ExposedPorts\":{\"80/tcp\":{}}}"));

        assertThat(read.diffIds()).containsExactly(LAYER);
        assertThat(read.settings())
                .isEqualTo(ImageConfig.settings(EngineClient.JSON.readTree(
                        "{\"Created\":\"2026-01-02T03:04:05.6Z\",\"Config\":{\"Hostname\":\"\",\"User\":\"\",\"Cmd\":null,"
                                + "\"ExposedPorts\":{\"80/tcp\":{}},\"Labels\":{\"b\":\"2\",\"a\":\"1\"},\"OnBuild\":[],"
                                + "\"Env\":[\"A=b\"]}}")));
    }

    @Test
    @DisplayName("has other settings when one variable, label or the time is another")
    void differs() {
        String settings = read(config("null", "{\"Env\":[\"A=b\"]}")).settings();

        assertThat(read(config("null", "{\"Env\":[\"A=c\"]}")).settings()).isNotEqualTo(settings);
        assertThat(read(config("null", "{\"Env\":[\"A=b\"],\"Labels\":{\"a\":\"\"}}"))
                        .settings())
                .isNotEqualTo(settings);
        assertThat(read(config("\"2026-01-02T03:04:05Z\"", "{\"Env\":[\"A=b\"]}"))
                        .settings())
                .isNotEqualTo(settings);
        assertThat(read(config("\"0001-01-01T00:00:00Z\"", "{\"Env\":[\"A=b\"]}"))
                        .settings())
                .isEqualTo(settings);
    }

    @Test
    @DisplayName("is none without layers, and not taken with a layer that is no digest or with settings without end")
    void refused() {
        assertThat(ImageConfig.read("{\"config\":{}}".getBytes(UTF_8))).isNull();
        assertThat(ImageConfig.read("no json".getBytes(UTF_8))).isNull();
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> read(config("null", "{}").replace(LAYER, "../../etc/passwd")));
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> read(config("null", "{\"Env\":[" + "{},".repeat(20_000) + "{}]}")));
    }

    @Test
    @DisplayName("is found by the digests of the manifests that name it, and of the indexes that name these")
    void manifests() {
        ManifestDigests digests = new ManifestDigests();
        String config = "sha256:" + "c".repeat(64);
        String manifest = "sha256:" + "d".repeat(64);
        String index = "sha256:" + "e".repeat(64);

        assertThat(digests.read(index, ("{\"manifests\":[{\"digest\":\"" + manifest + "\"}]}").getBytes(UTF_8)))
                .isTrue();
        assertThat(digests.read(
                        manifest,
                        ("{\"config\":{\"digest\":\"" + config + "\"},\"layers\":[{\"digest\":\"" + LAYER + "\"}]}")
                                .getBytes(UTF_8)))
                .isTrue();
        assertThat(digests.read(LAYER, "{\"what\":\"else\"}".getBytes(UTF_8))).isFalse();

        assertThat(digests.of(config)).containsExactlyInAnyOrder(manifest, index);
        assertThat(digests.of(LAYER)).isEmpty();
    }
}

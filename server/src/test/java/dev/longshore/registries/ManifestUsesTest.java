package dev.longshore.registries;

import static dev.longshore.registries.client.PlayedRegistry.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.Endpoint;
import dev.longshore.registries.client.PlayedRegistry;
import dev.longshore.registries.client.RegistryClient;
import dev.longshore.registries.client.RegistryConnection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManifestUsesTest {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final PlayedRegistry registry = new PlayedRegistry("127.0.0.2");
    private final RegistryClient client = new RegistryClient(List.of("127.0.0.2/32"));
    private final RegistryConnection connection = client.open(new Endpoint(registry.host(), true, "", "", ""));

    private final Digest one = image("one", "1");
    private final Digest two = image("two", "2");

    @AfterEach
    void close() {
        connection.close();
        client.close();
        registry.close();
    }

    private Digest image(String of, String tag) {
        return registry.manifest("app", tag, IMAGE, PlayedRegistry.image(Digest.ofText(of), 1));
    }

    private Digest index(String tag, String type, Digest... manifests) {
        String children = Arrays.stream(manifests)
                .map(each -> "{\"mediaType\":\"" + type + "\",\"digest\":\"" + each
                        + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + tag + "\"}}")
                .collect(Collectors.joining(","));
        return registry.manifest(
                "app", tag, INDEX, "{\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + children + "]}");
    }

    private void tags(String... tags) {
        registry.on(
                "/v2/app/tags/list", PlayedRegistry.json(200, "{\"tags\":[\"" + String.join("\",\"", tags) + "\"]}"));
    }

    private ManifestUses uses(Digest digest) {
        return ManifestUses.of(connection, "app", digest);
    }

    @Test
    @DisplayName(
            "tags that name a manifest are told apart from those whose index leads to it, also through another index")
    void indexes() {
        image("one", "also");
        index("multi", IMAGE, one, two);
        Digest inner = index("inner", IMAGE, one);
        Digest outer = index("nested", INDEX, inner);
        index("nested-too", INDEX, inner);
        tags("1", "2", "also", "multi", "nested", "nested-too", "deleted");

        assertThat(uses(one))
                .isEqualTo(new ManifestUses(List.of("1", "also"), List.of("multi", "nested", "nested-too")));
        assertThat(uses(two)).isEqualTo(new ManifestUses(List.of("2"), List.of("multi")));
        assertThat(uses(inner)).isEqualTo(new ManifestUses(List.of(), List.of("nested", "nested-too")));
        assertThat(uses(outer)).isEqualTo(new ManifestUses(List.of("nested"), List.of()));
    }

    @Test
    @DisplayName("what says how an image was built is used by its index as the image is")
    void attestations() {
        registry.manifest(
                "app",
                "multi",
                INDEX,
                "{\"manifests\":[{\"digest\":\"" + one
                        + "\",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}}]}");
        tags("1", "multi");
        assertThat(uses(one).indexTags()).containsExactly("multi");
    }

    @Test
    @DisplayName("an index that names what is not there is no reason to give up")
    void missing() {
        Digest index = index("multi", INDEX, Digest.ofText("missing"));
        tags("multi");
        assertThat(uses(one)).isEqualTo(new ManifestUses(List.of(), List.of()));
        assertThat(uses(index).tags()).containsExactly("multi");
    }

    @Test
    @DisplayName("an image of an index is not deleted, and the refusal names the index's tags")
    void refused() {
        index("multi", IMAGE, one);
        tags("1", "multi");
        assertThatThrownBy(() -> uses(one).requireNoIndex("app"))
                .isInstanceOfSatisfying(LongshoreException.class, fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.MANIFEST_IN_USE);
                    assertThat(fault.reason()).contains("app:multi");
                    assertThat(fault.subjects()).containsExactly("multi");
                });
        assertThat(uses(two).requireNoIndex("app").tags()).isEmpty();
    }
}

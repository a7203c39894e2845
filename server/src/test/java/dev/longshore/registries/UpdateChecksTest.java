package dev.longshore.registries;

import static dev.longshore.registries.client.PlayedRegistry.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.Digest;
import dev.longshore.model.ImageRef;
import dev.longshore.registries.client.Endpoint;
import dev.longshore.registries.client.PlayedRegistry;
import dev.longshore.registries.client.RegistryClient;
import dev.longshore.registries.client.RegistryConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UpdateChecksTest {

    @Test
    @DisplayName(
            "Docker Hub is asked with a HEAD and nothing else, though it tells no digest; others then by the manifest")
    void headsOnly() {
        byte[] manifest = PlayedRegistry.image(Digest.ofText("config"), 1).getBytes(StandardCharsets.UTF_8);
        try (PlayedRegistry registry = new PlayedRegistry("127.0.0.2").on("/v2/team/app/manifests/1", exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", IMAGE);
                    exchange.sendResponseHeaders(
                            200, exchange.getRequestMethod().equals("HEAD") ? -1 : 0);
                    if (!exchange.getRequestMethod().equals("HEAD")) {
                        exchange.getResponseBody().write(manifest);
                    }
                });
                RegistryClient client = new RegistryClient(List.of("127.0.0.2/32"));
                RegistryConnection connection = client.open(new Endpoint(registry.host(), true, "", "", ""))) {
            assertThat(UpdateChecks.now(connection, ImageRef.ofName("docker.io/team/app:1")))
                    .isEmpty();
            assertThat(registry.asked())
                    .extracting(PlayedRegistry.Asked::method)
                    .containsExactly("HEAD");

            assertThat(UpdateChecks.now(connection, ImageRef.ofName("registry.example/team/app:1")))
                    .contains(Digest.ofBytes(manifest));
            assertThat(registry.asked())
                    .extracting(PlayedRegistry.Asked::method)
                    .containsExactly("HEAD", "HEAD", "GET");
        }
    }
}

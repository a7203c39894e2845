package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What images of real engines are made of, as a client of the API sees it. */
class LayersIT {

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost docker;

    @BeforeAll
    static void start() throws Exception {
        fleet = new RealFleet(dir);
        docker = fleet.join(Lab.shared().docker("layers-docker"));
        fleet.join(Lab.shared().podman("layers-podman"));
        docker.importImage("layers/base:1");
        build("layers/app:1", "mkdir /srv; printf one > /srv/own; printf same > /srv/same");
        build("layers/app:2", "mkdir /srv; printf three > /srv/own; printf same > /srv/same; rm /bin/sh; true");
        fleet.awaitImage("layers-docker", "layers/app:1");
        fleet.awaitImage("layers-docker", "layers/app:2");
        JsonNode copied = fleet.run("\"type\":\"copy\",\"source\":\"" + fleet.id("layers-docker") + "\","
                + fleet.hosts("layers-podman") + ",\"references\":[\"layers/app:1\"]");
        assertThat(copied.get("state").asString()).as(copied.toString()).isEqualTo("succeeded");
        fleet.awaitImage("layers-podman", "layers/app:1");
    }

    private static void build(String name, String script) {
        String container = docker.docker("create", "layers/base:1", "sh", "-c", script);
        docker.docker("start", "-a", container);
        docker.docker("commit", "-c", "CMD [\"" + name + "\"]", container, name);
        docker.docker("rm", container);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static String image(String host, String reference) throws Exception {
        return fleet.get("/api/v1/images?host=" + fleet.id(host) + "&q=" + reference)
                .get("items")
                .get(0)
                .get("hosts")
                .get(fleet.id(host))
                .get("id")
                .asString();
    }

    private static JsonNode files(String host, String image, String diffId, String query) throws Exception {
        return fleet.get(
                "/api/v1/hosts/" + fleet.id(host) + "/images/" + image + "/layers/" + diffId + "/files" + query);
    }

    private static List<String> texts(JsonNode items, String field) {
        return items.valueStream().map(item -> item.get(field).asString()).toList();
    }

    @Test
    @DisplayName("the stack of an image says where each of its layers lies, and what it is shared with")
    void stack() throws Exception {
        String one = image("layers-docker", "layers/app:1");

        JsonNode stack = fleet.get("/api/v1/images/" + one + "/layers?host=" + fleet.id("layers-docker"));

        assertThat(texts(stack.get("hosts"), "name")).containsExactly("layers-docker", "layers-podman");
        JsonNode base = stack.get("layers").get(0);
        assertThat(base.get("hostCount").asInt()).isEqualTo(2);
        assertThat(texts(base.get("sharedWith"), "name")).contains("layers/app:2", "layers/base:1");
        assertThat(base.get("sizeBytes").asLong()).isPositive();
        assertThat(base.get("savedBytes").asLong())
                .isEqualTo(base.get("sizeBytes").asLong() * (base.get("images").asInt() - 2));
        assertThat(stack.get("layers").get(1).get("sharedWith")).isEmpty();
        assertThat(fleet.get("/api/v1/images/" + one + "/layers")
                        .get("image")
                        .get("id")
                        .asString())
                .isEqualTo(one);
    }

    @Test
    @DisplayName("files of a layer on Docker and on Podman are the same ones")
    void sameFiles() throws Exception {
        for (String host : List.of("layers-docker", "layers-podman")) {
            String id = image(host, "layers/app:1");
            String top = fleet.get("/api/v1/hosts/" + fleet.id(host) + "/images/" + id)
                    .get("image")
                    .get("layers")
                    .valueStream()
                    .reduce((_, last) -> last)
                    .orElseThrow()
                    .asString();
            JsonNode own = files(host, id, top, "?folder=srv&sort=-size");
            assertThat(texts(own.get("items"), "path")).as(host).containsExactly("srv/same", "srv/own");
            assertThat(own.get("items").get(1).get("sizeBytes").asLong()).isEqualTo(3);
            assertThat(own.get("items").get(1).get("mode").asString()).isEqualTo("0644");
        }
    }

    @Test
    @DisplayName("two images are compared over hosts, with their files")
    void compares() throws Exception {
        JsonNode comparison = fleet.get("/api/v1/images/compare?files=true&left=" + at("layers-podman", "layers/app:1")
                + "&right=" + at("layers-docker", "layers/app:2"));

        assertThat(comparison.get("same").asBoolean()).isFalse();
        assertThat(comparison.get("sharedLayers").asInt()).isEqualTo(1);
        JsonNode cmd = comparison
                .get("fields")
                .valueStream()
                .filter(field -> field.get("setting").asString().equals("cmd"))
                .findFirst()
                .orElseThrow();
        assertThat(cmd.get("same").asBoolean()).isFalse();
        JsonNode changes = comparison.get("files").get("changes");
        assertThat(texts(changes, "path")).contains("bin/sh", "srv/own").doesNotContain("srv/same", "bin/busybox");
        assertThat(comparison.get("files").get("removed").asInt()).isEqualTo(1);
    }

    private static String at(String host, String reference) throws Exception {
        return URLEncoder.encode(fleet.id(host) + "/" + image(host, reference), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("catalogue 15: a host whose owner denies save lists no files, and says why")
    void ownersPolicy() throws Exception {
        String id = image("layers-docker", "layers/base:1");
        String layer = fleet.get("/api/v1/images/" + id + "/layers")
                .get("layers")
                .get(0)
                .get("diffId")
                .asString();
        Path policy = fleet.agent("layers-docker").policy();
        Files.writeString(policy, "deny: [save]\n");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    fleet.request("/api/v1/hosts/" + fleet.id("layers-docker") + "/images/" + id + "/layers/" + layer
                                    + "/files")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("POLICY_DENIED", "denies save");
        } finally {
            Files.delete(policy);
        }
    }
}

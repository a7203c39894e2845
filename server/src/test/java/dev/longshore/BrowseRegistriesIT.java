package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real registries, plain and with TLS and a password, as a client of the API looks into them. */
class BrowseRegistriesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost docker;
    private static long plain;
    private static long closed;

    @BeforeAll
    static void start() throws Exception {
        fleet = new RealFleet(dir);
        Lab lab = Lab.shared();
        docker = fleet.join(lab.docker("browse-docker"));
        docker.importImage("browse/app:1");
        docker.importImage("browse/other:1", 1);
        for (LabRegistry registry : List.of(lab.registry(), lab.privateRegistry())) {
            registry.push(docker, "browse/app:1", "browse/app:1.9");
            registry.push(docker, "browse/app:1", "browse/app:1.10");
            registry.push(docker, "browse/other:1", "browse/app:latest");
        }
        plain = add("{\"name\":\"Plain\",\"host\":\"" + lab.registry().endpoint() + "\",\"plainHttp\":true}");
        LabRegistry tls = lab.privateRegistry();
        closed = add(JSON.createObjectNode()
                .put("name", "Closed")
                .put("host", tls.endpoint())
                .put("username", tls.user())
                .put("password", tls.password())
                .put("certificateAuthority", Files.readString(tls.certificateAuthority()))
                .toString());
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static long add(String fields) throws Exception {
        return fleet.post("/api/v1/registries", fields, 201).get("id").asLong();
    }

    private static void change(long id, String fields) throws Exception {
        assertThat(fleet.send("PATCH", "/api/v1/registries/" + id, fields).statusCode())
                .isEqualTo(200);
    }

    private static String steps(long id) throws Exception {
        JsonNode test = fleet.post("/api/v1/registries/" + id + "/test", "", 200);
        StringBuilder steps = new StringBuilder(test.get("passed").asString());
        for (JsonNode step : test.get("steps")) {
            steps.append(' ').append(step.get("step").asString());
            if (!step.get("passed").asBoolean()) {
                steps.append('=').append(step.get("problem").get("code").asString());
            } else if (!step.get("note").asString().isEmpty()) {
                steps.append(':').append(step.get("note").asString());
            }
        }
        return steps.toString();
    }

    @Test
    @DisplayName("a test says what works of a registry, and what is wrong with one where something does not")
    void tests() throws Exception {
        LabRegistry tls = Lab.shared().privateRegistry();
        String account = "\"username\":\"lab\",\"password\":\"" + tls.password() + "\"";
        assertThat(steps(plain)).isEqualTo("true reach api sign_in:anonymous catalogue");
        assertThat(steps(closed)).isEqualTo("true reach tls api sign_in:account catalogue");

        change(closed, "{\"password\":\"wrong\"}");
        assertThat(steps(closed)).isEqualTo("false reach tls api sign_in=REGISTRY_UNAUTHORIZED");
        change(closed, "{" + account + ",\"certificateAuthority\":\"\"}");
        assertThat(steps(closed)).isEqualTo("false reach tls=REGISTRY_TLS");
        change(closed, "{\"plainHttp\":true," + account + "}");
        assertThat(steps(closed)).as("plain HTTP to TLS").isEqualTo("false reach tls=REGISTRY_TLS");
        change(
                closed,
                JSON.createObjectNode()
                        .put("plainHttp", false)
                        .put("username", tls.user())
                        .put("password", tls.password())
                        .put("certificateAuthority", Files.readString(tls.certificateAuthority()))
                        .toString());
        change(plain, "{\"plainHttp\":false}");
        assertThat(steps(plain)).as("TLS to plain HTTP").isEqualTo("false reach tls=REGISTRY_TLS");
        change(plain, "{\"plainHttp\":true}");
    }

    @Test
    @DisplayName(
            "catalogue 48: a registry on the server's own loopback is not asked, though hosts may reach one of that name")
    void loopback() throws Exception {
        long id = add("{\"name\":\"Local\",\"host\":\"127.0.0.1:5001\",\"plainHttp\":true}");
        assertThat(steps(id)).isEqualTo("false reach=REGISTRY_BLOCKED");
    }

    @Test
    @DisplayName("repositories and tags of both, with digest, size, platform, date and the hosts that hold them")
    void browsing() throws Exception {
        for (long id : List.of(plain, closed)) {
            String registry = "/api/v1/registries/" + id;
            assertThat(fleet.get(registry + "/repositories").toString()).contains("\"browse/app\"");
            assertThat(fleet.get(registry + "/repositories?q=WSE/A").toString()).contains("\"browse/app\"");
            assertThat(fleet.get(registry + "/repositories?q=nothing").get("items"))
                    .isEmpty();

            JsonNode tags = fleet.get(registry + "/tags?repository=browse/app");
            assertThat(tags.get("total").asInt()).isEqualTo(3);
            assertThat(tags.get("items").valueStream().map(tag -> tag.get("tag").asString()))
                    .containsExactly("latest", "1.10", "1.9");
            JsonNode newest = tags.get("items").get(1);
            assertThat(newest.get("kind").asString()).isEqualTo("image");
            assertThat(newest.get("platforms").get(0).get("platform").asString())
                    .isEqualTo("linux/amd64");
            assertThat(newest.get("platforms").get(0).get("sizeBytes").asLong()).isGreaterThan(100_000);
            assertThat(newest.get("createdAt").asString()).startsWith("20");
            assertThat(newest.get("hosts").toString()).isEqualTo("[\"" + fleet.id("browse-docker") + "\"]");
            assertThat(newest.get("digest")).isEqualTo(tags.get("items").get(2).get("digest"));
            assertThat(fleet.get(registry + "/tags?repository=browse/app&q=1.&size=1&page=1")
                            .get("items")
                            .get(0)
                            .get("tag")
                            .asString())
                    .isEqualTo("1.9");
        }
    }

    @Test
    @DisplayName("a delete takes exactly the tags that were shown to name the manifest, and is in the audit")
    void deletes() throws Exception {
        String registry = "/api/v1/registries/" + plain;
        LabRegistry real = Lab.shared().registry();
        real.push(docker, "browse/app:1", "browse/gone:1");
        real.push(docker, "browse/other:1", "browse/gone:2");
        JsonNode shown = fleet.get(registry + "/tags/deletion?repository=browse/gone&tag=1");
        assertThat(shown.get("tags").toString()).isEqualTo("[\"1\"]");
        real.push(docker, "browse/app:1", "browse/gone:also");
        String delete = registry + "/tags?repository=browse/gone&digest="
                + shown.get("digest").asString() + "&tag=1";

        HttpResponse<String> refused = fleet.send("DELETE", delete, "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("TAGS_CHANGED", "also");

        assertThat(fleet.send("DELETE", delete + "&tag=also", "").statusCode()).isEqualTo(204);
        JsonNode left = fleet.get(registry + "/tags?repository=browse/gone").get("items");
        assertThat(left.valueStream()
                        .filter(tag -> !tag.get("digest").isNull())
                        .map(tag -> tag.get("tag").asString()))
                .containsExactly("2");
        assertThat(fleet.get("/api/v1/audit?q=registry.delete").toString()).contains("browse/gone", "succeeded");
    }

    @Test
    @DisplayName("an image of an index is deleted only after the index")
    void deletesOfIndexes() throws Exception {
        String registry = "/api/v1/registries/" + plain;
        LabRegistry real = Lab.shared().registry();
        real.push(docker, "browse/app:1", "browse/multi:amd64");
        String look = registry + "/tags/deletion?repository=browse/multi&tag=";
        String image = fleet.get(look + "amd64").get("digest").asString();
        String list = "application/vnd.docker.distribution.manifest.list.v2+json";
        HttpRequest put = HttpRequest.newBuilder(
                        URI.create("http://" + real.endpoint() + "/v2/browse/multi/manifests/all"))
                .header("Content-Type", list)
                .PUT(HttpRequest.BodyPublishers.ofString("""
                        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":\
                        "application/vnd.docker.distribution.manifest.v2+json","size":1,"digest":"%s",\
                        "platform":{"os":"linux","architecture":"amd64"}}]}""".formatted(list, image)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
        }

        String delete = registry + "/tags?repository=browse/multi&digest=";
        for (HttpResponse<String> refused : List.of(
                fleet.send("GET", look + "amd64", ""), fleet.send("DELETE", delete + image + "&tag=amd64", ""))) {
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("MANIFEST_IN_USE", "browse/multi:all");
        }

        String index = fleet.get(look + "all").get("digest").asString();
        assertThat(fleet.send("DELETE", delete + index + "&tag=all", "").statusCode())
                .isEqualTo(204);
        assertThat(fleet.send("DELETE", delete + image + "&tag=amd64", "").statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("Docker Hub has no list of repositories, and says so")
    void dockerHub() throws Exception {
        long id = add("{\"name\":\"Hub\",\"host\":\"docker.io\"}");
        HttpResponse<String> answer = fleet.send("GET", "/api/v1/registries/" + id + "/repositories", "");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("REGISTRY_UNSUPPORTED", "Docker Hub");
    }

    @Test
    @DisplayName(
            "a search asks all registries at once: one that is dead fails its own part, and Docker Hub is out of reach here")
    void searches() throws Exception {
        long dead = add("{\"name\":\"Dead\",\"host\":\"" + Lab.shared().address() + ":9\",\"plainHttp\":true}");
        JsonNode parts = fleet.get("/api/v1/registries/search?q=rowse/AP").get("items");

        assertThat(part(parts, "Plain").get("items").toString())
                .contains("/browse/app\"")
                .doesNotContain("gone");
        assertThat(part(parts, "Closed").get("items").toString()).contains("/browse/app\"");
        assertThat(part(parts, "Dead").get("problem").get("code").asString()).isEqualTo("REGISTRY_UNREACHABLE");
        JsonNode hub = parts.get(0);
        assertThat(hub.get("host").asString()).isEqualTo("docker.io");
        assertThat(hub.get("through").asString()).isEqualTo(fleet.id("browse-docker"));
        assertThat(hub.get("problem").get("code").asString()).startsWith("REGISTRY_");
        assertThat(fleet.send("DELETE", "/api/v1/registries/" + dead, "").statusCode())
                .isEqualTo(204);
        assertThat(fleet.send("GET", "/api/v1/registries/search?q=10.0.0.1/x", "")
                        .statusCode())
                .isEqualTo(400);
    }

    private static JsonNode part(JsonNode parts, String name) {
        return parts.valueStream()
                .filter(part -> part.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

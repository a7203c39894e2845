package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job end to end: a real server, real agents, real engines and registries, over the API. */
class RealFleetIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int BIG_MIB = 400;

    @TempDir
    static Path dir;

    private static Lab lab;
    private static TestServer server;
    private static String token;
    private static final Map<String, LabHost> HOSTS = new HashMap<>();
    private static final Map<String, RealAgent> AGENTS = new HashMap<>();
    private static final Map<String, String> IDS = new HashMap<>();
    private static String small;
    private static String big;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.shared();
        server = TestServer.start(
                dir.resolve("data"),
                Map.of("longshore.admin-password", TestServer.ADMIN_PASSWORD, "longshore.link.heartbeat", "2s"));
        token = server.adminToken();
        for (String name : List.of("alpha", "beta")) {
            LabHost host = lab.docker(name);
            HOSTS.put(name, host);
            JsonNode invitation = post("/api/v1/join-tokens", "{\"hostName\":\"" + name + "\"}", 201);
            String line = invitation.get("installJava").asString();
            URI url = URI.create(line.replaceAll(".*LONGSHORE_SERVER=(\\S+) .*", "$1"));
            AGENTS.put(
                    name, RealAgent.start(host, url, invitation.get("token").asString(), dir.resolve("agent-" + name)));
        }
        for (String name : HOSTS.keySet()) {
            awaitState(name, "online");
            IDS.put(name, host(name).get("id").asString());
        }
        LabHost alpha = lab("alpha");
        alpha.importImage("seed:small", 1);
        alpha.importImage("seed:big", BIG_MIB);
        small = lab.registry().push(alpha, "seed:small", "team/small:1");
        big = lab.registry().push(alpha, "seed:big", "team/big:1");
        alpha.docker("rmi", "seed:small", "seed:big");
    }

    @AfterAll
    static void stop() {
        AGENTS.values().forEach(RealAgent::close);
        if (server != null) {
            server.close();
        }
        HOSTS.values().forEach(lab::remove);
    }

    private static LabHost lab(String name) {
        return Objects.requireNonNull(HOSTS.get(name));
    }

    private static RealAgent agent(String name) {
        return Objects.requireNonNull(AGENTS.get(name));
    }

    private static JsonNode post(String path, String body, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.send("POST", path, body, "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.get(token, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode host(String name) throws IOException, InterruptedException {
        return get("/api/v1/hosts")
                .get("items")
                .valueStream()
                .filter(host -> host.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitState(String name, String state) {
        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> host(name).get("state").asString().equals(state)
                        && host(name).get("facts").isObject());
    }

    private static String hosts(String... names) {
        List<String> ids = new ArrayList<>();
        for (String name : names) {
            ids.add('"' + IDS.get(name) + '"');
        }
        return "\"hosts\":" + ids;
    }

    private static JsonNode start(String fields) throws IOException, InterruptedException {
        return post("/api/v1/operations", "{" + fields + "}", 202);
    }

    private static JsonNode pull(String reference, String... names) throws IOException, InterruptedException {
        return start("\"type\":\"pull\"," + hosts(names) + ",\"reference\":\"" + reference + "\"");
    }

    private static JsonNode awaitEnd(JsonNode operation) {
        return awaitPart(operation, now -> !now.get("finishedAt").isNull());
    }

    private static JsonNode awaitPart(JsonNode operation, Predicate<JsonNode> condition) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("/api/v1/operations/" + operation.get("id").asString()), condition);
    }

    private static JsonNode part(JsonNode operation, String name) {
        return operation
                .get("parts")
                .valueStream()
                .filter(part -> part.get("hostName").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String code(JsonNode operation, String name) {
        return part(operation, name).get("failure").path("code").asString();
    }

    private static JsonNode awaitRow(String text, Predicate<JsonNode> condition) {
        return await().atMost(LONG)
                .until(
                        () -> get("/api/v1/images?q=" + text).get("items"),
                        items -> items.size() == 1 && condition.test(items.get(0)))
                .get(0);
    }

    @Test
    void pullTagRemoveAndPruneOnTwoHosts() throws Exception {
        JsonNode pulled = pull(small, "alpha", "beta");
        List<String> events = follow(pulled);
        JsonNode done = awaitEnd(pulled);
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        assertThat(part(done, "alpha").get("result").get("digest").asString()).startsWith("sha256:");
        assertThat(lab("beta").docker("images", "--format", "{{.Repository}}:{{.Tag}}"))
                .contains(small);
        await().atMost(LONG).until(() -> events.stream().anyMatch(line -> line.contains("\"state\":\"succeeded\"")));
        JsonNode row = awaitRow("team/small", it -> it.get("hosts").size() == 2);
        assertThat(row.get("drift").asBoolean()).isFalse();
        JsonNode again = awaitEnd(pull(small, "beta"));
        assertThat(part(again, "beta").get("result").get("alreadyPresent").asBoolean())
                .isTrue();

        // a tag that names another image there is a conflict, until it is overwritten knowingly
        lab("beta").importImage("shop:live");
        String tag =
                "\"type\":\"tag\"," + hosts("alpha", "beta") + ",\"source\":\"" + small + "\",\"target\":\"shop:live\"";
        JsonNode tagged = awaitEnd(start(tag));
        assertThat(part(tagged, "alpha").get("state").asString())
                .as(tagged.toString())
                .isEqualTo("succeeded");
        assertThat(code(tagged, "beta")).isEqualTo("TAG_EXISTS");
        awaitRow("shop", it -> it.get("drift").asBoolean() && it.get("variants").asInt() == 2);
        JsonNode overwritten = awaitEnd(start(tag + ",\"overwrite\":true"));
        assertThat(overwritten.get("state").asString())
                .as(overwritten.toString())
                .isEqualTo("succeeded");
        awaitRow("shop", it -> !it.get("drift").asBoolean());

        // catalogue 85: what stands in the way is named
        lab("alpha").docker("run", "-d", "--name", "web", small, "sleep", "300");
        awaitRow("team/small", it -> it.get("runningContainers").asInt() == 1);
        String remove =
                "\"type\":\"remove\"," + hosts("alpha", "beta") + ",\"targets\":[\"" + small + "\",\"shop:live\"]";
        JsonNode removed = awaitEnd(start(remove));
        assertThat(part(removed, "beta").get("state").asString())
                .as(removed.toString())
                .isEqualTo("succeeded");
        assertThat(removed.toString()).contains("IMAGE_IN_USE").contains("web");
        lab("alpha").docker("rm", "-f", "web");

        // prune: exactly what the preview showed
        lab("alpha").importImage("old:1");
        lab("alpha").importImage("other:1");
        String id = IDS.get("alpha");
        JsonNode preview = await().atMost(LONG)
                .until(
                        () -> get("/api/v1/hosts/" + id + "/prune-preview?all=true"),
                        it -> it.get("images").toString().contains("old:1"));
        String image = preview.get("images")
                .valueStream()
                .filter(it -> it.get("tags").toString().contains("old:1"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asString();
        JsonNode pruned = awaitEnd(start("\"type\":\"prune\"," + hosts("alpha") + ",\"all\":true,\"images\":{\"" + id
                + "\":[\"" + image + "\"]}"));
        assertThat(pruned.get("state").asString()).as(pruned.toString()).isEqualTo("succeeded");
        assertThat(lab("alpha").docker("images", "--format", "{{.Repository}}:{{.Tag}}"))
                .contains("other:1")
                .doesNotContain("old:1");
        assertThat(get("/api/v1/hosts/" + id + "/runtimes").get("items").toString())
                .contains("runc");
    }

    private static List<String> follow(JsonNode operation) {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(
                        server.uri("/api/v1/operations/" + operation.get("id").asString() + "/events"))
                .header("Authorization", "Bearer " + token)
                .build();
        Thread.ofVirtual().start(() -> {
            try (HttpClient http = HttpClient.newHttpClient()) {
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException broken) {
                lines.add("broken");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        return lines;
    }

    @Test
    void aRegistryWithAPasswordRefusesWithoutAndServesWithIt() throws Exception {
        LabHost alpha = lab("alpha");
        alpha.importImage("seed:private", 1);
        String reference = lab.privateRegistry().push(alpha, "seed:private", "team/private:1");
        alpha.docker("logout", lab.privateRegistry().host());
        JsonNode refused = awaitEnd(pull(reference, "beta"));
        assertThat(code(refused, "beta")).as(refused.toString()).isEqualTo("REGISTRY_UNAUTHORIZED");
        JsonNode served = awaitEnd(start("\"type\":\"pull\"," + hosts("beta") + ",\"reference\":\"" + reference
                + "\",\"credentials\":{\"username\":\"lab\",\"password\":\"lab-secret\"}"));
        assertThat(served.get("state").asString()).as(served.toString()).isEqualTo("succeeded");
        assertThat(served.toString()).doesNotContain("lab-secret");
        HttpResponse<String> retry = server.send(
                "POST",
                "/api/v1/operations/" + refused.get("id").asString() + "/retry",
                "",
                "Authorization",
                "Bearer " + token);
        assertThat(retry.statusCode()).isEqualTo(202);
        JsonNode missing = awaitEnd(pull(lab.registry().reference("team/nothing:9"), "beta"));
        assertThat(code(missing, "beta")).as(missing.toString()).isEqualTo("REGISTRY_NOT_FOUND");
    }

    @Test
    void anOfflineHostFailsAloneAndIsRetriedOnceItIsBack() throws Exception {
        agent("beta").stop();
        awaitState("beta", "offline");
        JsonNode done = awaitEnd(pull(small, "alpha", "beta"));
        assertThat(part(done, "alpha").get("state").asString())
                .as(done.toString())
                .isEqualTo("succeeded");
        assertThat(code(done, "beta")).isEqualTo("HOST_OFFLINE");
        assertThat(host("beta").get("facts").isObject()).isTrue();
        agent("beta").startAgain();
        awaitState("beta", "online");
        JsonNode retry = post("/api/v1/operations/" + done.get("id").asString() + "/retry", "", 202);
        assertThat(retry.get("parts")).hasSize(1);
        assertThat(awaitEnd(retry).get("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void aPullIsCancelledInTheMiddle() throws Exception {
        lab("beta").dockerSucceeds("rmi", "-f", big);
        JsonNode pulling = pull(big, "beta");
        awaitPart(
                pulling,
                now -> part(now, "beta").get("progress").get("doneBytes").asLong() > 0);
        server.send(
                "DELETE", "/api/v1/operations/" + pulling.get("id").asString(), "", "Authorization", "Bearer " + token);
        JsonNode ended = awaitEnd(pulling);
        assertThat(ended.get("state").asString()).as(ended.toString()).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("catalogue 62: an agent killed in the middle of a pull: interrupted, and reconciled with the engine")
    void anAgentKilledInTheMiddleOfAPull() throws Exception {
        lab("alpha").dockerSucceeds("rmi", "-f", big);
        JsonNode pulling = pull(big, "alpha");
        awaitPart(
                pulling,
                now -> part(now, "alpha").get("progress").get("doneBytes").asLong() > 0);
        agent("alpha").kill();
        awaitState("alpha", "offline");
        agent("alpha").startAgain();
        JsonNode ended = awaitEnd(pulling);
        assertThat(part(ended, "alpha").get("state").asString())
                .as(ended.toString())
                .isEqualTo("interrupted");
        assertThat(part(ended, "alpha").get("failure").get("reason").asString())
                .as("the word of the agent's journal, not the server's guess")
                .contains("the agent ended while this was under way");
        awaitState("alpha", "online");
        awaitShownAsTheEngineHasIt("alpha", "team/big", big);
        assertThat(awaitEnd(pull(big, "alpha")).get("state").asString()).isEqualTo("succeeded");
        awaitShownAsTheEngineHasIt("alpha", "team/big", big);
        lab("alpha").docker("rmi", big);
        awaitShownAsTheEngineHasIt("alpha", "team/big", big);
    }

    private static void awaitShownAsTheEngineHasIt(String name, String repository, String reference) {
        await().atMost(LONG).until(() -> {
            JsonNode shown = get("/api/v1/images?q=" + repository + "&host=" + IDS.get(name))
                    .get("items");
            return shown.isEmpty() != lab(name).dockerSucceeds("image", "inspect", reference);
        });
    }

    @Test
    void aHostWhoseEngineHangsDoesNotSlowTheOthers() throws Exception {
        lab("beta").pauseEngine();
        try {
            awaitState("beta", "engine_hung");
            assertThat(awaitEnd(pull(small, "alpha")).get("state").asString()).isEqualTo("succeeded");
            assertThat(get("/api/v1/images").get("items")).isNotEmpty();
            assertThat(host("beta").get("state").asString()).isEqualTo("engine_hung");
            assertThat(host("beta").get("reason").asString()).isNotEmpty();
        } finally {
            lab("beta").resumeEngine();
        }
        awaitState("beta", "online");
    }
}

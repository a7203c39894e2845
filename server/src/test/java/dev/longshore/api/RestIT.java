package dev.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.TestServer;
import dev.longshore.link.LinkedFleet;
import dev.longshore.model.HostId;
import dev.longshore.operations.Task;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of a real server over HTTP, with two real agents whose engines are in memory. */
class RestIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path dir;

    private static LinkedFleet fleet;
    private static HostId alpha;
    private static HostId beta;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        fleet = LinkedFleet.start(
                dir, Map.of("longshore.tls", "off", "longshore.admin-password", TestServer.ADMIN_PASSWORD));
        alpha = fleet.join("alpha");
        beta = fleet.join("beta");
        token = newToken();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/v1/hosts")
                        .get("items")
                        .valueStream()
                        .allMatch(host -> host.get("state").asString().equals("online")
                                && host.get("facts").isObject()));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static String newToken() throws Exception {
        HttpResponse<String> made = HTTP.send(
                request("/api/v1/tokens")
                        .header("Authorization", TestServer.basic("admin", TestServer.ADMIN_PASSWORD))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"test\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(made.body()).get("token").asString();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fleet.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode pull(String reference, HostId... hosts) throws IOException, InterruptedException {
        String ids = List.of(hosts).stream()
                .map(host -> '"' + host.value() + '"')
                .toList()
                .toString();
        HttpResponse<String> answer = send(
                "POST",
                "/api/v1/operations",
                "{\"type\":\"pull\",\"hosts\":" + ids + ",\"reference\":\"" + reference + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode operation = JSON.readTree(answer.body());
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/v1/operations/" + operation.get("id").asString());
        return operation;
    }

    private static JsonNode ended(JsonNode operation) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> get("/api/v1/operations/" + operation.get("id").asString()),
                        now -> !now.get("finishedAt").isNull());
    }

    @Test
    void aPullOnTwoHostsShowsUpInTheMatrix() throws Exception {
        JsonNode done = ended(pull("shop/web:1.0", alpha, beta));
        assertThat(done.get("state").asString()).isEqualTo("succeeded");
        assertThat(done.get("parts")).hasSize(2);
        assertThat(done.get("task").get("reference").asString()).isEqualTo("docker.io/shop/web:1.0");
        JsonNode page = await().until(
                        () -> get("/api/v1/images?q=shop/web"),
                        it -> it.get("total").asInt() == 1
                                && it.get("items").get(0).get("hosts").size() == 2);
        JsonNode row = page.get("items").get(0);
        assertThat(row.get("repository").asString()).isEqualTo("shop/web");
        assertThat(row.get("drift").asBoolean()).isFalse();
        assertThat(get("/api/v1/images?q=shop/web&host=" + alpha)
                        .get("items")
                        .get(0)
                        .get("hosts"))
                .hasSize(1);
        assertThat(get("/api/v1/images?q=shop/web&drift=true").get("total").asInt())
                .isZero();
        assertThat(Task.types())
                .containsExactlyInAnyOrder(
                        "pull", "push", "copy", "save", "export", "load", "import", "tag", "commit", "build", "remove",
                        "prune", "mirrors")
                .allSatisfy(type -> assertThat(get("/api/v1/operations?type=" + type)
                                .get("items")
                                .isArray())
                        .isTrue());
        assertThat(get("/api/v1/operations?type=pull&state=succeeded&host=" + beta)
                        .get("items"))
                .isNotEmpty();
        assertThat(get("/api/v1/hosts/" + alpha + "/images").get("items")).isNotEmpty();
        assertThat(get("/api/v1/hosts/" + alpha + "/runtimes").get("items")).isEmpty();
        assertThat(get("/api/v1/hosts/" + alpha + "/raw/info")).isEmpty();
    }

    @Test
    void theSameIdempotencyKeyStartsOnce() throws Exception {
        String body = "{\"type\":\"pull\",\"hosts\":[\"" + alpha + "\"],\"reference\":\"once:1\"}";
        HttpResponse<String> first = send("POST", "/api/v1/operations", body, "Idempotency-Key", "k-1");
        HttpResponse<String> again = send("POST", "/api/v1/operations", body, "Idempotency-Key", "k-1");
        assertThat(JSON.readTree(again.body()).get("id"))
                .isEqualTo(JSON.readTree(first.body()).get("id"));
    }

    @Test
    void aRunningOperationIsFollowedAndCancelled() throws Exception {
        fleet.lastEngine().hold();
        JsonNode operation = pull("held:1", beta);
        String path = "/api/v1/operations/" + operation.get("id").asString();
        List<String> lines = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        Thread reader = follow(path + "/events", token, lines, ended);
        await().until(() -> lines.stream().anyMatch(line -> line.contains("\"state\":\"running\"")));
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).untilTrue(ended);
        fleet.lastEngine().release();
        assertThat(lines).anyMatch(line -> line.startsWith("id:"));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("data:"))
                        .toList()
                        .getLast())
                .contains("\"state\":\"cancelled\"");
        assertThat(ended(operation)
                        .get("parts")
                        .get(0)
                        .get("failure")
                        .get("code")
                        .asString())
                .isEqualTo("CANCELLED");
        HttpResponse<String> retry = send("POST", path + "/retry", "");
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(retry.body()).get("retryOf").asString())
                .isEqualTo(operation.get("id").asString());
        assertThat(ended(JSON.readTree(retry.body())).get("state").asString()).isEqualTo("succeeded");
        reader.join();
    }

    @Test
    void anEventStreamEndsWhenItsTokenIsRevoked() throws Exception {
        String own = newToken();
        List<String> lines = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        Thread reader = follow("/api/v1/events", own, lines, ended);
        pull("event:1", alpha);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lines.stream().anyMatch(line -> line.equals("event:changed")));
        JsonNode tokens = get("/api/v1/tokens").get("items");
        String newest = tokens.valueStream()
                .max(java.util.Comparator.comparingLong(each -> each.get("id").asLong()))
                .orElseThrow()
                .get("id")
                .asString();
        assertThat(send("DELETE", "/api/v1/tokens/" + newest, "").statusCode()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(15)).untilTrue(ended);
        reader.join();
    }

    @Test
    void eventsSinceTheLastOneSeenComeFirst() throws Exception {
        List<String> all = eventIds("0-0");
        assertThat(all.getFirst()).as("an id of no life of this server").isEqualTo("event:gap");
        assertThat(all).hasSizeGreaterThan(2);
        List<String> since = eventIds(all.get(1).substring("id:".length()));
        assertThat(since).startsWith(all.get(2)).doesNotContain("event:gap", all.get(1));
    }

    /** Gaps and ids of what comes after an event, both hosts' connections at least. */
    private static List<String> eventIds(String lastEventId) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread reader = follow("/api/v1/events", newToken(), lines, new AtomicBoolean(), "Last-Event-ID", lastEventId);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> lines.stream()
                        .anyMatch(line -> line.contains("\"action\":\"connected\"") && line.contains(beta.value())));
        reader.interrupt();
        reader.join();
        return lines.stream()
                .filter(line -> line.equals("event:gap") || line.startsWith("id:"))
                .toList();
    }

    private static Thread follow(
            String path, String bearer, List<String> lines, AtomicBoolean ended, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fleet.port() + path))
                .header("Authorization", "Bearer " + bearer)
                .header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Thread.ofVirtual().start(() -> {
            try {
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException broken) {
                lines.add("broken: " + broken);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            ended.set(true);
        });
    }

    @Test
    void whatIsWrongIsSaidWithTheFieldsName() throws Exception {
        String host = "\"hosts\":[\"" + alpha + "\"]";
        problem("{" + host + "}", 400, "INVALID_REQUEST", "type");
        problem("{\"type\":\"explode\"," + host + "}", 400, "INVALID_REQUEST", "type");
        problem("{\"type\":\"pull\"," + host + "}", 400, "INVALID_REQUEST", "reference");
        problem("{\"type\":\"pull\"," + host + ",\"reference\":\"A B\"}", 400, "INVALID_REFERENCE", "reference");
        problem("{\"type\":\"pull\"," + host + ",\"reference\":\"a\",\"force\":true}", 400, "INVALID_REQUEST", "force");
        problem("{\"type\":\"pull\"," + host + ",\"reference\":\"a\",\"evil\":1}", 400, "INVALID_REQUEST", "evil");
        problem("{\"type\":\"pull\"," + host + ",\"reference\":\"a\",\"allTags\":\"yes\"}", 400, "INVALID_REQUEST", "");
        problem(
                "{\"type\":\"pull\"," + host + ",\"reference\":\"a\",\"platform\":\"x\"}",
                400,
                "INVALID_PLATFORM",
                "platform");
        problem("{\"type\":\"pull\",\"hosts\":[\"x/../y\"],\"reference\":\"a\"}", 400, "INVALID_ID", "hosts");
        problem("{\"type\":\"pull\",\"hosts\":[],\"reference\":\"a\"}", 400, "INVALID_REQUEST", "hosts");
        problem("{\"type\":\"pull\",\"hosts\":[\"h-0000000000000000\"],\"reference\":\"a\"}", 404, "NOT_FOUND", "");
        problem(
                "{\"type\":\"remove\"," + host + ",\"targets\":[\"x/../../containers/y\"]}",
                400,
                "INVALID_REFERENCE",
                "targets");
        problem("{\"type\":\"prune\"," + host + ",\"images\":{}}", 400, "INVALID_REQUEST", "images");
        problem("{\"type\":", 400, "INVALID_REQUEST", "");
        assertThat(send("GET", "/api/v1/images?sort=x", "").body()).contains("sort: must be one of");
        assertThat(send("GET", "/api/v1/images?size=100000", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/v1/hosts/x..y", "").body()).contains("INVALID_ID");
        assertThat(send("GET", "/api/v1/operations/op-00000000000000000000000000", "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(HTTP.send(request("/api/v1/hosts").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    private static void problem(String body, int status, String code, String field) throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/operations", body);
        assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("code").asString()).as(answer.body()).isEqualTo(code);
        assertThat(problem.get("remedy").asString()).isNotEmpty();
        assertThat(problem.get("detail").asString()).contains(field);
    }

    @Test
    void aHostIsInvitedRenamedAndRemoved() throws Exception {
        HttpResponse<String> invited = send("POST", "/api/v1/join-tokens", "{\"hostName\":\"gamma\"}");
        assertThat(invited.statusCode()).as(invited.body()).isEqualTo(201);
        JsonNode invitation = JSON.readTree(invited.body());
        assertThat(invitation.get("token").asString()).startsWith("LSJ1.");
        assertThat(invitation.get("installDocker").asString())
                .contains("docker run")
                .contains("LONGSHORE_SERVER=https://127.0.0.1:")
                .contains(invitation.get("token").asString());
        assertThat(invitation.get("installJava").asString()).contains("java -jar longshore-agent.jar");
        assertThat(send("POST", "/api/v1/join-tokens", "{\"agentUrl\":\"https://x;rm -rf /\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("PATCH", "/api/v1/hosts/" + alpha, "{\"name\":\"alpha-2\"}")
                        .body())
                .contains("alpha-2");
        assertThat(send("PATCH", "/api/v1/hosts/" + alpha, "{\"name\":\"alpha\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPathThatIsNotThereIsAProblemAndNoPage() throws Exception {
        HttpResponse<String> answer = send("GET", "/api/v1/nonsense", "");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void theApiDescribesItself() throws Exception {
        assertThat(HTTP.send(request("/api/v1/openapi").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        JsonNode document = get("/api/v1/openapi");
        assertThat(document.get("paths").propertyNames())
                .contains("/api/v1/hosts", "/api/v1/images", "/api/v1/operations/{id}/events", "/api/v1/events");
        assertThat(document.toString()).doesNotContain("\"actor\",\"in\":\"query\"");
    }
}

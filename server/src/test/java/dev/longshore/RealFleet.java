package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server, hosts of the lab and a real agent for each, used through the REST API as a script would. */
final class RealFleet implements AutoCloseable {

    static final Duration LONG = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, RealAgent> agents = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final TestServer server;
    private final String token;

    RealFleet(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        server = TestServer.start(
                folder.resolve("data"),
                Map.of("longshore.admin-password", TestServer.ADMIN_PASSWORD, "longshore.link.heartbeat", "2s"));
        token = server.adminToken();
    }

    /** Adds a host, with an agent that is online when this returns. */
    LabHost join(LabHost host) throws Exception {
        return join(host, Map.of());
    }

    /** The same, with more variables in the agent's environment. */
    LabHost join(LabHost host, Map<String, String> more) throws Exception {
        String name = host.name();
        hosts.put(name, host);
        JsonNode invitation = post("/api/v1/join-tokens", "{\"hostName\":\"" + name + "\"}", 201);
        URI url = URI.create(invitation.get("installJava").asString().replaceAll(".*LONGSHORE_SERVER=(\\S+) .*", "$1"));
        agents.put(
                name,
                RealAgent.start(host, url, invitation.get("token").asString(), folder.resolve("agent-" + name), more));
        awaitState(name, "online");
        ids.put(name, host(name).get("id").asString());
        return host;
    }

    RealAgent agent(String name) {
        return Objects.requireNonNull(agents.get(name));
    }

    String id(String name) {
        return Objects.requireNonNull(ids.get(name));
    }

    JsonNode post(String path, String body, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.send("POST", path, body, "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.get(token, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Whatever the answer is. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return server.send(method, path, body, "Authorization", "Bearer " + token);
    }

    /** A request as this fleet's administrator, to be sent by whoever streams. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri(path)).header("Authorization", "Bearer " + token);
    }

    JsonNode host(String name) throws IOException, InterruptedException {
        return get("/api/v1/hosts")
                .get("items")
                .valueStream()
                .filter(host -> host.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    void awaitState(String name, String state) {
        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> host(name).get("state").asString().equals(state)
                        && host(name).get("facts").isObject());
    }

    /** Waits until the server knows the reference on the host. */
    void awaitImage(String name, String reference) {
        await().atMost(LONG)
                .until(() -> get("/api/v1/images?host=" + id(name) + "&q=" + reference)
                                .get("items")
                                .size()
                        == 1);
    }

    void awaitContainer(String name, String container) {
        await().atMost(LONG)
                .until(() -> get("/api/v1/containers?host=" + id(name) + "&q=" + container)
                                .get("items")
                                .size()
                        == 1);
    }

    /** The field {@code hosts} of an operation. */
    String hosts(String... names) {
        List<String> quoted = new ArrayList<>();
        for (String name : names) {
            quoted.add('"' + id(name) + '"');
        }
        return "\"hosts\":" + quoted;
    }

    JsonNode start(String fields) throws IOException, InterruptedException {
        return post("/api/v1/operations", "{" + fields + "}", 202);
    }

    /** The operation as it ended. */
    JsonNode run(String fields) throws IOException, InterruptedException {
        return awaitEnd(start(fields));
    }

    JsonNode awaitEnd(JsonNode operation) {
        return awaitPart(operation, now -> !now.get("finishedAt").isNull());
    }

    JsonNode awaitPart(JsonNode operation, Predicate<JsonNode> condition) {
        return await().atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("/api/v1/operations/" + operation.get("id").asString()), condition);
    }

    static JsonNode part(JsonNode operation, String name) {
        return operation
                .get("parts")
                .valueStream()
                .filter(part -> part.get("hostName").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String code(JsonNode operation, String name) {
        return part(operation, name).get("failure").path("code").asString();
    }

    @Override
    public void close() {
        agents.values().forEach(RealAgent::close);
        server.close();
        hosts.values().forEach(Lab.shared()::remove);
    }
}

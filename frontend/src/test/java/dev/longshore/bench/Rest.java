package dev.longshore.bench;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API as a script would use it. */
final class Rest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> UNDER_WAY = Set.of("queued", "running");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final String authorization;

    private Rest(URI base, String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    static Rest signIn(URI base, String password) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        JsonNode made = new Rest(base, basic).post("/api/v1/tokens", "{\"name\":\"bench\"}");
        return new Rest(base, "Bearer " + made.get("token").asString());
    }

    JsonNode get(String path) {
        return JSON.readTree(getText(path));
    }

    String getText(String path) {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, String body) {
        return JSON.readTree(send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
    }

    /** Starts an operation and follows its events to its end; returns it as it ended. */
    JsonNode operate(String body) {
        return followed(post("/api/v1/operations", body));
    }

    /** As {@link #operate}; an operation that did not succeed ends the run. */
    JsonNode succeeded(String body) {
        return checked(operate(body));
    }

    /** Follows the operation of an answer to its end, which must be a success. */
    JsonNode followed(String answer) {
        return checked(followed(JSON.readTree(answer)));
    }

    private static JsonNode checked(JsonNode done) {
        if (!done.get("state").asString().equalsIgnoreCase("succeeded")) {
            throw new IllegalStateException("an operation ended as " + done);
        }
        return done;
    }

    private JsonNode followed(JsonNode started) {
        String path = "/api/v1/operations/" + started.get("id").asString() + "/events";
        HttpRequest request =
                request(path).timeout(Duration.ofMinutes(30)).GET().build();
        try (Stream<String> lines =
                client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("data:"))
                    .map(line -> JSON.readTree(line.substring("data:".length())))
                    .filter(operation -> !UNDER_WAY.contains(
                            operation.path("state").asString("running").toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(path + " ended before its operation"));
        } catch (IOException | InterruptedException trouble) {
            throw new IllegalStateException(path, trouble);
        }
    }

    /** A request by curl, whose streams are files; a failure of the server's is one of its own. */
    Process curl(String path, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "-K", "-"));
        command.addAll(List.of(arguments));
        command.add(base.resolve(path).toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer config = process.outputWriter()) {
            config.write("header = \"Authorization: " + authorization + "\"\n");
        }
        return process;
    }

    List<JsonNode> items(String path) {
        return StreamSupport.stream(get(path).get("items").spliterator(), false).toList();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", authorization);
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException | InterruptedException trouble) {
            throw new IllegalStateException(request.uri().toString(), trouble);
        }
    }
}

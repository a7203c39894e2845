package dev.longshore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server in this JVM: real database, real Tomcat, ports of its own, plain HTTP unless told otherwise. */
public final class TestServer implements AutoCloseable {

    /** Meets the rules for passwords. */
    public static final String ADMIN_PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final int port;

    private TestServer(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
    }

    /** With an account {@code admin}. */
    public static TestServer start(Path dataDir) {
        return start(dataDir, Map.of("longshore.admin-password", ADMIN_PASSWORD));
    }

    /** With these settings besides the ports. */
    public static TestServer start(Path dataDir, Map<String, String> settings) {
        int port = freePort();
        List<String> arguments = new ArrayList<>(List.of(
                "--longshore.data-dir=" + dataDir, "--longshore.port=" + port, "--longshore.agent-port=" + freePort()));
        if (!settings.containsKey("longshore.tls")) {
            arguments.add("--longshore.tls=off");
        }
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Longshore.class).run(arguments.toArray(String[]::new));
        return new TestServer(context, port);
    }

    /** A bean of the server. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** A bean of the server by name. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public int port() {
        return port;
    }

    /** The address of a path. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The answer to a request; headers come in pairs of name and value. */
    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to a GET with this token. */
    public HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        return send("GET", path, "", "Authorization", "Bearer " + token);
    }

    /** A new API token of an account. */
    public String token(String name, String password) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send("POST", "/api/v1/tokens", "{\"name\":\"test\"}", "Authorization", basic(name, password));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return json(answer).get("token").asString();
    }

    /** A new API token of the administrator. */
    public String adminToken() throws IOException, InterruptedException {
        return token("admin", ADMIN_PASSWORD);
    }

    /** The value of an Authorization header. */
    public static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The body as JSON. */
    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}

package dev.longshore.registries.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longshore.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** A registry that answers, or fails to, just as a test says. It has no TLS. */
public final class PlayedRegistry implements AutoCloseable {

    /** The type of an image's manifest. */
    public static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";

    private final HttpServer server;
    private final String address;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    /** Answers one request. */
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A request; the authorization is empty without one. */
    public record Asked(String method, String path, String authorization) {}

    /** At an address of this machine: 127.0.0.N. */
    public PlayedRegistry(String address) {
        this.address = address;
        try {
            server = HttpServer.create(new InetSocketAddress(address, 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** As references name it. */
    public String host() {
        return address + ":" + server.getAddress().getPort();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What came, in its order. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Lets a path, with its query if there is one, be answered so. */
    public PlayedRegistry on(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    /** A manifest under this reference and its digest; that is returned. */
    public Digest manifest(String repository, String tag, String type, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.ofBytes(body);
        Reply reply = exchange -> {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest.value());
            answer(exchange, 200, type, body);
        };
        on("/v2/" + repository + "/manifests/" + tag, reply);
        on("/v2/" + repository + "/manifests/" + digest, reply);
        return digest;
    }

    /** A blob; its digest is returned. */
    public Digest blob(String repository, String content) {
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.ofBytes(body);
        on("/v2/" + repository + "/blobs/" + digest, exchange -> answer(exchange, 200, "application/json", body));
        return digest;
    }

    /** The manifest of an image with this config and one layer. */
    public static String image(Digest config, long layerBytes) {
        return """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
                "digest":"%s","size":100},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",\
                "digest":"sha256:%s","size":%d}]}""".formatted(IMAGE, config, "a".repeat(64), layerBytes);
    }

    /** Any status with a JSON body. */
    public static Reply json(int status, String body) {
        return exchange -> answer(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(new Asked(exchange.getRequestMethod(), path, authorization == null ? "" : authorization));
        try (exchange) {
            Reply reply = replies.get(path);
            if (reply == null) {
                reply = replies.get(exchange.getRequestURI().getPath());
            }
            (reply == null ? json(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"unknown\"}]}") : reply)
                    .to(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

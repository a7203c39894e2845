package dev.longshore.ui.registries;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longshore.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A registry with a repository {@code team/app} and deletes that work, at 127.0.0.2 without TLS. */
final class SmallRegistry implements AutoCloseable {

    static final String REPOSITORY = "team/app";

    private static final String CONFIG =
            "{\"os\":\"linux\",\"architecture\":\"arm64\",\"created\":\"2026-01-02T03:04:05Z\"}";

    private final HttpServer server;
    private final Map<String, String> manifests = new ConcurrentHashMap<>();

    SmallRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String host() {
        return "127.0.0.2:" + server.getAddress().getPort();
    }

    /** A tag for an image whose layer has this size; its digest is returned. */
    Digest tag(String tag, long bytes) {
        String manifest = """
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
                "application/vnd.oci.image.config.v1+json","digest":"%s","size":1000},"layers":[{"size":%d}]}""".formatted(Digest.ofText(CONFIG), bytes);
        manifests.put(tag, manifest);
        return Digest.ofText(manifest);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        try (exchange) {
            if (path.equals("/v2/")) {
                answer(exchange, 200, "{}");
            } else if (path.equals("/v2/_catalog")) {
                answer(exchange, 200, "{\"repositories\":[\"" + REPOSITORY + "\",\"<b>no</b>\"]}");
            } else if (path.endsWith("/tags/list")) {
                String tags =
                        manifests.keySet().stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","));
                answer(exchange, 200, "{\"tags\":[" + tags + "]}");
            } else if (path.contains("/blobs/")) {
                answer(exchange, 200, CONFIG);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                manifests
                        .values()
                        .removeIf(manifest -> Digest.ofText(manifest).value().equals(last));
                answer(exchange, 202, "");
            } else {
                String manifest = manifests.get(last);
                answer(exchange, manifest == null ? 404 : 200, manifest == null ? "{}" : manifest);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Docker-Content-Digest", Digest.ofText(body).value());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

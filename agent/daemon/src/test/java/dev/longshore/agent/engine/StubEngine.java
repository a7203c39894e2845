package dev.longshore.agent.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine of a few answers, for what a real one can't be made to say: hostile texts, and hanging lists. */
final class StubEngine implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Deque<String>> series = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger requests = new AtomicInteger();
    /** Method, path and query of each request, without the version. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    volatile String hanging = "";

    StubEngine() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        answer("/_ping", "OK");
        answer("/version", "{\"Version\":\"20.10.0\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}");
        answer("/info", "{\"Name\":\"stub\"}");
        answer("/containers/json", "[]");
        answer("/images/json", "[]");
    }

    /** What to answer to a path, without the version; a path with its query goes before one without. */
    void answer(String path, String body) {
        answer(path, 200, body);
    }

    void answer(String path, int status, String body) {
        statuses.put(path, status);
        answers.put(path, body);
    }

    /** What to answer to a path, one after the other; the last one from then on. */
    void answers(String path, String... bodies) {
        series.put(path, new ConcurrentLinkedDeque<>(List.of(bodies)));
        answer(path, "");
    }

    /** Tells whoever listens. */
    void event(String event) {
        events.add(event);
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String whole = exchange.getRequestURI().toString().replaceFirst("^/v\\d[\\d.]*", "");
        asked.add(exchange.getRequestMethod() + " " + whole);
        String path = answers.containsKey(whole) ? whole : whole.replaceFirst("\\?.*", "");
        try (exchange) {
            if (!hanging.isEmpty() && exchange.getRequestURI().toString().matches(hanging)) {
                closed.await();
            }
            if (path.equals("/events")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                    for (String event = events.poll(); event != null; event = events.poll()) {
                        exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
                        exchange.getResponseBody().flush();
                    }
                }
            }
            byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    answers.containsKey(path) ? statuses.getOrDefault(path, 200) : 404, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String body(String path) {
        Deque<String> left = series.get(path);
        if (left == null) {
            return answers.getOrDefault(path, "{\"message\":\"no such thing\"}");
        }
        String next = left.poll();
        if (left.isEmpty()) {
            left.add(next);
        }
        return next;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}

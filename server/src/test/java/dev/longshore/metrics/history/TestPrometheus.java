package dev.longshore.metrics.history;

import dev.longshore.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Prometheus from Debian's package, in a folder of its own, until it is closed. */
final class TestPrometheus implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final URI base = URI.create("http://127.0.0.1:" + TestServer.freePort());
    private final Process process;
    private final Path log;

    TestPrometheus(Path dir, String... more) {
        log = dir.resolve("prometheus.log");
        try {
            Path config = Files.writeString(
                    dir.resolve("prometheus.yml"), "storage:\n  tsdb:\n    out_of_order_time_window: 2h\n");
            java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                    "prometheus",
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + dir.resolve("tsdb"),
                    "--web.listen-address=" + base.getAuthority()));
            command.addAll(java.util.List.of(more));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            waitUntilReady();
        } catch (IOException e) {
            throw new UncheckedIOException("Prometheus is missing: apt-get install prometheus", e);
        }
    }

    private void waitUntilReady() throws IOException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (process.isAlive() && System.nanoTime() - end < 0) {
                try {
                    HttpRequest ready =
                            HttpRequest.newBuilder(base.resolve("/-/ready")).build();
                    if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // it does not listen yet
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new IllegalStateException("Prometheus is not ready: " + Files.readString(log));
    }

    URI base() {
        return base;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

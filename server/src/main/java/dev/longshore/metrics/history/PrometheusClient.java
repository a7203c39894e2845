package dev.longshore.metrics.history;

import dev.longshore.metrics.history.remotewrite.WriteRequest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with a Prometheus: remote write, and its query API, within limits of time and size. */
final class PrometheusClient implements AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 64 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final URI base;
    private final @Nullable String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * Connects to nothing yet.
     *
     * @param base what comes before {@code /api/v1/…}
     * @param user null to send the secret as a token
     */
    PrometheusClient(URI base, @Nullable String user, @Nullable String secret) {
        this.base = URI.create(base.toString().replaceFirst("/+$", ""));
        if (secret == null) {
            authorization = null;
        } else if (user == null) {
            authorization = "Bearer " + secret;
        } else {
            authorization = "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** False if the samples were refused as out of order, too old, or doubled: none of them was kept then. */
    boolean write(WriteRequest samples) {
        byte[] body;
        try {
            body = Snappy.compress(samples.toByteArray());
        } catch (IOException e) {
            throw new LongshoreException(ErrorCode.INTERNAL, "compressing for Prometheus failed", e);
        }
        HttpRequest request = request("/api/v1/write")
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        Answer answer = send(request);
        String said = answer.body();
        if (answer.status() == 400 || (answer.status() == 500 && said.contains("too old sample"))) {
            return false;
        }
        if (answer.status() / 100 != 2) {
            throw refused(answer.status(), said);
        }
        return true;
    }

    /** The results of a query; {@code path} is {@code query} or {@code query_range}. */
    JsonNode query(String path, Map<String, String> parameters) {
        String form = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Answer answer = send(request("/api/v1/" + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        if (answer.status() != 200) {
            throw refused(answer.status(), answer.body());
        }
        try {
            return JSON.readTree(answer.body()).path("data").path("result");
        } catch (JacksonException e) {
            throw new LongshoreException(
                    ErrorCode.HISTORY_UNAVAILABLE, base + " does not answer as a Prometheus does", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWERING);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private record Answer(int status, String body) {}

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                byte[] body = in.readNBytes(MAX_ANSWER_BYTES + 1);
                if (body.length > MAX_ANSWER_BYTES) {
                    throw new LongshoreException(
                            ErrorCode.INVALID_REQUEST,
                            "choose a longer step, or fewer subjects: the answer is too long");
                }
                return new Answer(answer.statusCode(), new String(body, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new LongshoreException(
                    ErrorCode.HISTORY_UNAVAILABLE,
                    "Prometheus at " + base.getHost() + " can't be reached: "
                            + SafeText.line(String.valueOf(e.getMessage()), 200),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.CANCELLED, "nobody waits any more");
        }
    }

    private LongshoreException refused(int status, String said) {
        String text = SafeText.line(said, 300);
        boolean full = said.toLowerCase(Locale.ROOT).contains("no space left");
        String hint = status == 404 && said.contains("remote write")
                ? "; start it with --web.enable-remote-write-receiver"
                : "";
        return new LongshoreException(
                full ? ErrorCode.HISTORY_DISK_FULL : ErrorCode.HISTORY_UNAVAILABLE,
                "Prometheus at " + base.getHost() + " answers " + status + ": " + text + hint);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

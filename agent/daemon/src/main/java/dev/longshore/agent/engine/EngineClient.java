package dev.longshore.agent.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.longshore.model.SafeText;
import dev.longshore.stream.BlockInput;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Sends requests over docker-java's transport. docker-java's own commands run their streams on threads that no interrupt
 * of ours reaches, keep whole lists in memory and drop what they do not know; so answers are read here, one JSON value
 * at a time, on the thread that {@link Deadlines} watches.
 */
final class EngineClient implements Closeable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory FACTORY = JSON.getFactory();
    /** No single document of an engine is larger; lists and streams are read value by value. */
    private static final int MAX_DOCUMENT = 16 << 20;

    private static final int MAX_ERROR = 64 << 10;

    private final DockerHttpClient http;
    private final Deadlines deadlines;

    EngineClient(URI dockerHost, Deadlines deadlines) {
        this.http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(dockerHost)
                .connectionTimeout(Duration.ofSeconds(5))
                .build();
        this.deadlines = deadlines;
    }

    /** Takes one JSON value of an answer; false ends the reading. */
    interface Each {
        boolean accept(JsonNode value) throws IOException, InterruptedException;
    }

    /** Sends the request and gives the whole answer's text, at most 64 KiB of it. */
    String text(Call call, Duration patience) throws IOException, InterruptedException {
        return deadlines.within(patience, _ -> {
            try (Response response = send(call)) {
                return new String(response.getBody().readNBytes(MAX_ERROR), StandardCharsets.UTF_8);
            }
        });
    }

    /** Sends the request and gives the answer as one JSON value; missing if it has no body. */
    JsonNode json(Call call, Duration patience) throws IOException, InterruptedException {
        return deadlines.within(patience, _ -> {
            try (Response response = send(call)) {
                JsonNode node = JSON.readTree(new CappedInputStream(response.getBody(), MAX_DOCUMENT));
                return node == null ? MissingNode.getInstance() : node;
            }
        });
    }

    /** Posts an empty JSON document, which Podman insists on, and gives the answer as one JSON value. */
    JsonNode jsonOfNothing(Call call, Duration patience) throws IOException, InterruptedException {
        return deadlines.within(patience, _ -> {
            Request request = request(call)
                    .body(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)))
                    .build();
            try (Response response = answer(request)) {
                return JSON.readTree(new CappedInputStream(response.getBody(), MAX_DOCUMENT));
            }
        });
    }

    /** Hands over the elements of a JSON array one by one, as they come. */
    void elements(Call call, Duration patience, Each each) throws IOException, InterruptedException {
        deadlines.within(patience, lease -> {
            try (Response response = send(call);
                    JsonParser parser = FACTORY.createParser(response.getBody())) {
                if (parser.nextToken() == JsonToken.VALUE_NULL) {
                    return true;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    lease.renew();
                    if (!each.accept(JSON.readTree(parser))) {
                        return true;
                    }
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw new IOException("the engine's list broke off");
                }
                return true;
            }
        });
    }

    /** Hands over the values of a stream of JSON values as they come; {@code opened} runs once the engine has agreed. */
    void stream(Call call, Duration patience, StreamOpened opened, Each each) throws IOException, InterruptedException {
        deadlines.within(patience, lease -> {
            try (Response response = send(call)) {
                opened.open(); // before the parser: making one waits for the first bytes
                values(response, lease, each);
                return true;
            }
        });
    }

    /** Hands over the values of an answer until it ends, or the taker has enough; anything else in it is a fault. */
    private static void values(Response response, Deadlines.Lease lease, Each each)
            throws IOException, InterruptedException {
        JsonParser parser = FACTORY.createParser(response.getBody());
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            lease.renew();
            if (!each.accept(JSON.readTree(parser))) {
                return;
            }
        }
        if (parser.currentToken() != null) { // null at the end of the answer, and nowhere else
            throw new IOException("the engine's stream went on with something else than its messages");
        }
    }

    /** Told that a stream began. */
    interface StreamOpened {
        void open();
    }

    /** Uses an answer's body as it comes. */
    interface Body {
        void take(InputStream in) throws IOException;
    }

    /** Hands over the answer's body. */
    void bytes(Call call, Duration patience, Body body) throws IOException, InterruptedException {
        deadlines.withinBeside(patience, lease -> {
            try (Response response = send(call)) {
                body.take(new RenewingInputStream(response.getBody(), lease));
                return true;
            }
        });
    }

    /**
     * Sends a body, and hands over the values of the answer. A body whose read throws ends the request without its end,
     * so that the engine does not take it for whole.
     */
    void send(Call call, InputStream body, Duration patience, Each each) throws IOException, InterruptedException {
        deadlines.withinBeside(patience, lease -> {
            Request request =
                    request(call).body(new RenewingInputStream(body, lease)).build();
            try (Response response = answer(request)) {
                values(response, lease, each);
                return true;
            }
        });
    }

    private Response send(Call call) throws IOException {
        return answer(request(call).build());
    }

    private static Request.Builder request(Call call) {
        return Request.builder()
                .method(Request.Method.valueOf(call.method()))
                .path(call.path())
                .putAllHeaders(call.headers());
    }

    private Response answer(Request request) throws IOException {
        Response response = http.execute(request);
        int status = response.getStatusCode();
        if (status >= 200 && status < 300) {
            return response;
        }
        try (response) {
            throw new EngineRefusal(status, message(response.getBody().readNBytes(MAX_ERROR)));
        }
    }

    /** The text within {@code {"message": …}}, or the body itself. */
    private static String message(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.path("message").isTextual()) {
                text = node.path("message").textValue();
            }
        } catch (IOException _) {
            // not JSON: a proxy's page, or cut; the text itself has to do
        }
        return SafeText.line(text.strip(), 2000);
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException _) {
            // nothing is left to be done with it
        }
    }

    /** One request: built only by {@link EngineApi}, from typed values. */
    record Call(String method, String path, Map<String, String> headers) {}

    /** A body that moves on shows that the engine is alive. */
    private static final class RenewingInputStream extends FilterInputStream {

        private final Deadlines.Lease lease;

        RenewingInputStream(InputStream in, Deadlines.Lease lease) {
            super(in);
            this.lease = lease;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            lease.renew();
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            lease.renew();
            return read;
        }
    }

    /** Ends the reading of a document that no sane engine sends. */
    private static final class CappedInputStream extends BlockInput {

        private final InputStream in;
        private long left;

        CappedInputStream(InputStream in, long limit) {
            this.in = in;
            this.left = limit;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("the engine's answer is larger than " + (MAX_DOCUMENT >> 20) + " MiB");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

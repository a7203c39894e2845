package dev.longshore.agent.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import dev.longshore.wire.Ping;
import dev.longshore.wire.Pong;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StatBatch;
import dev.longshore.wire.Welcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket to the server, from the hello to its end. Both ends ask for signs of life; silence of two heartbeats
 * ends the session, and what arrives after such a silence is not acted upon, since the server has given up by then.
 */
final class LinkSession implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LinkSession.class);
    private static final int MAX_OUTGOING_BYTES = 60 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Consumer<ServerMessage> receiver;
    private final Outbox outbox = new Outbox();
    private final CompletableFuture<Welcome> welcome = new CompletableFuture<>();
    private final CompletableFuture<LinkEnded> ended = new CompletableFuture<>();
    private volatile long lastHeard = System.nanoTime();
    private volatile long heartbeatNanos = TimeUnit.SECONDS.toNanos(15);
    private volatile long serverTimeOffsetMs;
    private @Nullable WebSocket socket;
    private Hello hello = Hello.getDefaultInstance();
    private long seq;

    private LinkSession(HttpClient client, Consumer<ServerMessage> receiver) {
        this.client = client;
        this.receiver = receiver;
    }

    /**
     * Dials, says hello and waits for the welcome.
     *
     * @param hello asked once the connection stands: what began while it was made belongs into it
     * @param receiver gets what the server sends, in order; must return soon
     * @throws LongshoreException if the server refused this agent, or is not the server
     */
    static LinkSession open(
            URI server, Credentials credentials, Supplier<Hello> hello, Consumer<ServerMessage> receiver)
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(credentials.tls())
                .sslParameters(new SSLParameters(null, new String[] {"TLSv1.3"}))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        LinkSession session = new LinkSession(client, receiver);
        try {
            session.dial(URI.create("wss://" + server.getRawAuthority() + "/agent/v1/control"), hello);
            return session;
        } catch (ExecutionException e) {
            session.close();
            throw cause(e);
        } catch (TimeoutException e) {
            session.close();
            throw new IOException("the server did not answer within " + CONNECT.toSeconds() + " s", e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void dial(URI address, Supplier<Hello> greeting)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<WebSocket> dialling = client.newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .buildAsync(address, new IncomingMessages(this::received, reason -> end("", reason)));
        try {
            socket = dialling.get(2 * CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            dialling.cancel(true);
        }
        lastHeard = System.nanoTime();
        hello = greeting.get();
        send(AgentMessage.newBuilder().setHello(hello));
        CompletableFuture<Object> first = CompletableFuture.anyOf(welcome, ended);
        if (first.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS) instanceof LinkEnded end) {
            throw end.fault();
        }
        Welcome answer = welcome.join();
        int seconds = Math.clamp(answer.getHeartbeatSeconds(), 1, 120);
        heartbeatNanos = TimeUnit.SECONDS.toNanos(seconds);
        serverTimeOffsetMs = answer.getServerTimeMs() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        Thread.ofVirtual().name("link-writer").start(this::write);
    }

    private static IOException cause(ExecutionException e) {
        Throwable cause = AgentPort.identityFault(e).getCause();
        if (cause instanceof WebSocketHandshakeException refused) {
            int status = refused.getResponse().statusCode();
            String code = refused.getResponse()
                    .headers()
                    .firstValue("Longshore-Error")
                    .orElse("");
            if (!code.isEmpty()) {
                throw new LongshoreException(ErrorCode.of(code), "the server refused this agent with status " + status);
            }
            return new IOException("the server answered the dial with HTTP status " + status);
        }
        return cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }

    /** Queues an answer that must not be lost while the session lasts. */
    void put(AgentMessage.Builder message) {
        outbox.put(message);
    }

    /** Queues news; dropped if too many wait. */
    void offer(AgentMessage.Builder message) {
        outbox.offer(message);
    }

    /** Queues a round of statistics in place of one of its kind that still waits. */
    void round(List<StatBatch> parts, boolean full) {
        outbox.round(parts, full);
    }

    /** What this session said first. */
    Hello hello() {
        return hello;
    }

    Welcome welcome() {
        return welcome.join();
    }

    /** The server's clock now, by this machine's monotonic time since the welcome. */
    long serverTimeMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + serverTimeOffsetMs;
    }

    /** How it ended, or null if it still lasts after the time. */
    @Nullable
    LinkEnded awaitEnd(Duration time) throws InterruptedException {
        try {
            return ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            return new LinkEnded("", String.valueOf(e.getCause()));
        }
    }

    boolean lasts() {
        return !ended.isDone();
    }

    private void end(String code, String reason) {
        if (ended.complete(new LinkEnded(code, reason))) {
            outbox.close();
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
            client.shutdownNow();
        }
    }

    /** Waits a little for what is queued to go out. */
    void flush(Duration time) throws InterruptedException {
        outbox.awaitSent(time.toMillis());
    }

    /** Says goodbye if that is quick, then drops the connection. */
    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null && lasts()) {
            try {
                open.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | IllegalStateException e) {
                log.debug("no goodbye: {}", e.toString());
            }
        }
        end("", "closed by this agent");
        client.shutdownNow();
    }

    private void write() {
        long nextPing = System.nanoTime() + heartbeatNanos;
        try {
            while (lasts()) {
                long wait = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nextPing - System.nanoTime()));
                AgentMessage.Builder message = outbox.poll(wait);
                if (silent()) {
                    end("", "the server has been silent for two heartbeats");
                    return;
                }
                if (message != null) {
                    send(message);
                }
                if (System.nanoTime() - nextPing >= 0) {
                    nextPing = System.nanoTime() + heartbeatNanos;
                    send(AgentMessage.newBuilder().setPing(Ping.newBuilder().setNonce(seq)));
                }
            }
        } catch (TimeoutException e) {
            end("", "the server takes nothing more");
        } catch (ExecutionException | InterruptedException | IllegalStateException e) {
            end("", "sending failed: " + e.getMessage());
        }
    }

    private boolean silent() {
        return System.nanoTime() - lastHeard > 2 * heartbeatNanos;
    }

    private void send(AgentMessage.Builder message) throws InterruptedException, ExecutionException, TimeoutException {
        byte[] bytes = message.setSeq(seq + 1).build().toByteArray();
        if (bytes.length > MAX_OUTGOING_BYTES) {
            log.warn("not sent, since it is {} bytes: {}", bytes.length, message.getBodyCase());
            return;
        }
        seq++;
        WebSocket open = socket;
        if (open != null) {
            open.sendBinary(ByteBuffer.wrap(bytes), true).get(2 * heartbeatNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void received(byte[] bytes) throws InvalidProtocolBufferException {
        if (welcome.isDone() && silent()) {
            end("", "the server was silent for two heartbeats; what came after is not acted upon");
            return;
        }
        lastHeard = System.nanoTime();
        ServerMessage message = ServerMessage.parseFrom(bytes);
        switch (message.getBodyCase()) {
            case WELCOME -> welcome.complete(message.getWelcome());
            case PING ->
                put(AgentMessage.newBuilder()
                        .setPong(Pong.newBuilder().setNonce(message.getPing().getNonce())));
            case PONG -> {}
            case GO_AWAY ->
                end(
                        message.getGoAway().getCode(),
                        SafeText.line(message.getGoAway().getReason(), 300));
            default -> receiver.accept(message);
        }
    }
}

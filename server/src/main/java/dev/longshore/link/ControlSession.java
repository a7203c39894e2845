package dev.longshore.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.GoAway;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.Ping;
import dev.longshore.wire.Pong;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.Welcome;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's WebSocket. It becomes a session with the agent's hello. Callers only queue; one thread of its own sends,
 * asks for signs of life, and ends a session that is silent or takes nothing more, so that a stuck agent holds up nobody.
 */
final class ControlSession {

    private static final Logger log = LoggerFactory.getLogger(ControlSession.class);
    private static final int MAX_QUEUED = 512;
    private static final int MAX_QUEUED_BYTES = 4 << 20;
    private static final int MAX_MESSAGE_BYTES = 250 * 1024;
    private static final int MAX_NESTING = 20;
    private static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

    private final Peer peer;
    private final long generation;
    private final Session socket;
    private final Sessions sessions;
    private final Duration heartbeat;
    private final long openedMs;
    private final long openedNanos = System.nanoTime();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean ending;
    private @Nullable GoAway goodbye;
    private volatile long lastHeard = System.nanoTime();
    private volatile @Nullable AgentSession introduced;
    private long lastSeq;

    ControlSession(Peer peer, long generation, Session socket, Sessions sessions, Duration heartbeat, long nowMs) {
        this.peer = peer;
        this.generation = generation;
        this.socket = socket;
        this.sessions = sessions;
        this.heartbeat = heartbeat;
        this.openedMs = nowMs;
    }

    HostId host() {
        return peer.host().id();
    }

    long generation() {
        return generation;
    }

    String address() {
        return peer.address();
    }

    /** What others may know of it; null before the hello. */
    @Nullable
    AgentSession introduced() {
        return introduced;
    }

    void start() {
        Thread.ofVirtual().name("control-" + host()).start(this::write);
    }

    /** Queues a message; false if the session is ending or its queue is full. */
    boolean send(ServerMessage message) {
        byte[] bytes = stamped(message).toByteArray();
        if (bytes.length > MAX_MESSAGE_BYTES) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE, "a message of " + bytes.length + " bytes does not go to an agent");
        }
        synchronized (queue) {
            if (ending || queue.size() >= MAX_QUEUED || queuedBytes + bytes.length > MAX_QUEUED_BYTES) {
                return false;
            }
            queue.add(bytes);
            queuedBytes += bytes.length;
            queue.notifyAll();
            return true;
        }
    }

    /** Commands carry times of the session's own clock, which no correction of the server's clock can turn back. */
    private ServerMessage stamped(ServerMessage message) {
        if (!message.hasOperation() || message.getOperation().getNotAfterMs() == 0) {
            return message;
        }
        OperationCommand command = message.getOperation();
        long allowed = command.getNotAfterMs() - command.getSentMs();
        return ServerMessage.newBuilder()
                .setOperation(command.toBuilder().setSentMs(timeMs()).setNotAfterMs(timeMs() + allowed))
                .build();
    }

    private long timeMs() {
        return openedMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos);
    }

    /** Whether the server sent it away. */
    boolean isDismissed() {
        synchronized (queue) {
            return goodbye != null;
        }
    }

    /** Ends the session after what is queued; the agent is told why if the code is not empty. Returns at once. */
    void end(String code, String reason) {
        synchronized (queue) {
            if (ending) {
                return;
            }
            ending = true;
            if (!code.isEmpty()) {
                goodbye = GoAway.newBuilder().setCode(code).setReason(reason).build();
                queue.clear();
            }
            queue.notifyAll();
        }
        sessions.ended(this, reason);
    }

    private void write() {
        long nextPing = System.nanoTime() + heartbeat.toNanos();
        try {
            while (true) {
                byte[] next = poll(Math.max(0, nextPing - System.nanoTime()));
                if (next != null) {
                    socket.getBasicRemote().sendBinary(ByteBuffer.wrap(next));
                } else if (isEnding()) {
                    break;
                }
                long silence = System.nanoTime() - lastHeard;
                if (silence > 2 * heartbeat.toNanos()) {
                    end("", "the agent has been silent for two heartbeats");
                }
                if (introduced == null && System.nanoTime() - openedNanos > HELLO_WITHIN.toNanos()) {
                    end("PROTOCOL", "no hello came");
                }
                if (System.nanoTime() - nextPing >= 0) {
                    nextPing = System.nanoTime() + heartbeat.toNanos();
                    send(ServerMessage.newBuilder()
                            .setPing(Ping.newBuilder().setNonce(nextPing))
                            .build());
                }
            }
            GoAway last = goodbye;
            if (last != null) {
                socket.getBasicRemote()
                        .sendBinary(ByteBuffer.wrap(ServerMessage.newBuilder()
                                .setGoAway(last)
                                .build()
                                .toByteArray()));
            }
        } catch (IOException | IllegalStateException e) {
            end("", "sending failed: " + e.getMessage());
        } catch (InterruptedException e) {
            end("", "the server is stopping");
        } finally {
            close();
        }
    }

    private byte @Nullable [] poll(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (queue) {
            while (queue.isEmpty() && !ending) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    return null;
                }
                queue.wait(millis);
            }
            byte[] next = queue.poll();
            if (next != null) {
                queuedBytes -= next.length;
            }
            return next;
        }
    }

    private boolean isEnding() {
        synchronized (queue) {
            return ending;
        }
    }

    private void close() {
        try {
            socket.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException | IllegalStateException e) {
            log.debug("closing: {}", e.toString());
        }
        sessions.closed(this);
    }

    /** A whole message arrived. */
    void received(ByteBuffer bytes) {
        if (isEnding()) {
            return;
        }
        lastHeard = System.nanoTime();
        AgentMessage message;
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.setRecursionLimit(MAX_NESTING);
            message = AgentMessage.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            sessions.malformed(this, "unreadable: " + e.getMessage());
            end("PROTOCOL", "a message could not be read");
            return;
        } catch (IOException e) {
            end("", "reading failed: " + e.getMessage());
            return;
        }
        if (introduced == null) {
            if (message.hasHello()) {
                lastSeq = message.getSeq();
                introduce(message.getHello());
            } else {
                end("PROTOCOL", "the first message must be a hello");
            }
            return;
        }
        if (message.getSeq() <= lastSeq) {
            log.info("{} repeated seq {}; ignored", host(), message.getSeq());
            return;
        }
        lastSeq = message.getSeq();
        switch (message.getBodyCase()) {
            case PING ->
                send(ServerMessage.newBuilder()
                        .setPong(Pong.newBuilder().setNonce(message.getPing().getNonce()))
                        .build());
            case PONG, HELLO -> {}
            case BODY_NOT_SET -> log.debug("{} sent something that this version does not know", host());
            default -> sessions.received(this, message);
        }
    }

    private void introduce(Hello hello) {
        AgentSession session = new AgentSession(
                host(),
                generation,
                Instant.ofEpochMilli(openedMs),
                SafeText.line(hello.getAgentVersion(), 40),
                Duration.ofMillis(hello.getAgentTimeMs() - timeMs()),
                peer.address());
        introduced = session;
        ControlSession ousted;
        synchronized (queue) { // the welcome comes first, and to an agent whose older session may go: this one counts
            ousted = sessions.place(this);
            send(ServerMessage.newBuilder()
                    .setWelcome(Welcome.newBuilder()
                            .setSession(generation)
                            .setHeartbeatSeconds((int) Math.max(1, heartbeat.toSeconds()))
                            .setHostName(peer.host().name())
                            .setServerTimeMs(timeMs()))
                    .build());
        }
        sessions.introduced(this, ousted, session, hello);
    }
}

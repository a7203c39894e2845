package dev.longshore.agent.link;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.longshore.model.SafeText;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of the server's messages together; one that is too large or unreadable ends the session. */
final class IncomingMessages implements WebSocket.Listener {

    private static final Logger log = LoggerFactory.getLogger(IncomingMessages.class);
    private static final int MAX_BYTES = 256 * 1024;

    /** Takes whole messages. */
    interface Receiver {
        void received(byte[] whole) throws InvalidProtocolBufferException;
    }

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private final Receiver receiver;
    private final Consumer<String> end;

    /**
     * @param receiver gets each message, in order
     * @param end told why nothing more comes, perhaps more than once
     */
    IncomingMessages(Receiver receiver, Consumer<String> end) {
        this.receiver = receiver;
        this.end = end;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (parts.size() + data.remaining() > MAX_BYTES) {
            end.accept("the server sent a message that is too large");
            return null;
        }
        byte[] part = new byte[data.remaining()];
        data.get(part);
        parts.writeBytes(part);
        if (last) {
            byte[] whole = parts.toByteArray();
            parts.reset();
            try {
                receiver.received(whole);
            } catch (InvalidProtocolBufferException e) {
                end.accept("the server sent something unreadable");
            } catch (RuntimeException e) {
                log.error("a message of the server could not be handled", e);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end.accept("the server closed the session (" + status + ") " + SafeText.line(reason, 200));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end.accept("the connection broke: " + error);
    }
}

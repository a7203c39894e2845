package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BulkClose;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StreamReport;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The bulk streams that agents were asked for and that have not ended. An id of another host's is as good as none. */
@Component
class Streams implements Sessions.Observer {

    private final Sessions sessions;
    private final Map<String, IncomingStream<?>> incoming = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    Streams(Sessions sessions) {
        this.sessions = sessions;
        sessions.observe(this);
    }

    /** Expects a stream; the caller then asks the host for it by its id. */
    <T> IncomingStream<T> expect(HostId host, long maxBytes, IncomingStream.Reader<T> reader) {
        IncomingStream<T> stream = new IncomingStream<>(newId(), host, maxBytes, reader);
        incoming.put(stream.id(), stream);
        var _ = stream.result().whenComplete((_, _) -> incoming.remove(stream.id()));
        return stream;
    }

    /** The stream with this id, if the host was asked for it and has not opened it before. */
    @Nullable
    IncomingStream<?> claim(String id, HostId host) {
        IncomingStream<?> stream = incoming.get(id);
        return stream != null && stream.host().equals(host) && stream.claim() ? stream : null;
    }

    boolean isForeign(String id, HostId host) {
        IncomingStream<?> stream = incoming.get(id);
        return stream != null && !stream.host().equals(host);
    }

    /** Gives a stream up, and tells the agent to. */
    void close(IncomingStream<?> stream, LongshoreException why) {
        stream.fail(why);
        ControlSession session = sessions.current(stream.host());
        if (session != null) {
            session.send(ServerMessage.newBuilder()
                    .setBulkClose(
                            BulkClose.newBuilder().setStreamId(stream.id()).setReason(why.reason()))
                    .build());
        }
    }

    @Override
    public void begun(ControlSession session) {}

    @Override
    public boolean took(ControlSession session, AgentMessage message) {
        if (!message.hasStreamReport()) {
            return false;
        }
        StreamReport report = message.getStreamReport();
        IncomingStream<?> stream = incoming.get(report.getStreamId());
        if (stream != null && stream.host().equals(session.host())) {
            stream.reported(report);
        }
        return true;
    }

    @Override
    public void gone(HostId host) {
        for (IncomingStream<?> stream : incoming.values()) {
            if (stream.host().equals(host)) {
                stream.fail(new LongshoreException(ErrorCode.HOST_OFFLINE, "the host went offline"));
            }
        }
    }

    /** How many are open, for tests and metrics. */
    int count() {
        return incoming.size();
    }

    String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return "s-" + HexFormat.of().formatHex(id);
    }
}

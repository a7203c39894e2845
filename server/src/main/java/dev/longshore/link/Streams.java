package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BulkClose;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StreamReport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The bulk streams that agents were asked for and that have not ended. An id of another host's is as good as none. */
@Component
class Streams implements Sessions.Observer {

    private static final Duration SOURCE_WITHIN = Duration.ofSeconds(60);

    private final Sessions sessions;
    private final Map<String, BulkStream> open = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();
    private final SecureRandom random = new SecureRandom();

    Streams(Sessions sessions) {
        this.sessions = sessions;
        sessions.observe(this);
    }

    /** Expects a stream; the caller then asks the host for it by its id. */
    <T> IncomingStream<T> expect(HostId host, long maxBytes, IncomingStream.Reader<T> reader) {
        IncomingStream<T> stream = new IncomingStream<>(newId(), host, maxBytes, reader);
        add(stream);
        return stream;
    }

    /**
     * Has one host send to another. The commands say what they send and take; direction and id are set here.
     *
     * @return a join whose result comes when both are done; {@code HOST_OFFLINE} at once if one of them is away
     */
    BulkJoin join(HostId source, BulkCommand.Builder sending, HostId sink, BulkCommand.Builder taking) {
        BulkJoin join = new BulkJoin(newId(), source, sink, () -> {});
        add(join);
        boolean asked = ask(
                        sink, taking.setDirection(BulkCommand.Direction.DOWN).setStreamId(join.id()))
                && ask(source, sending.setDirection(BulkCommand.Direction.UP).setStreamId(join.id()));
        if (asked) {
            join.sourceAsked(SOURCE_WITHIN);
        } else {
            close(join, new LongshoreException(ErrorCode.HOST_OFFLINE, "one of the two hosts is not connected"));
        }
        return join;
    }

    /**
     * Has one host send to another as soon as that one has opened the stream and the sender's turn has come; nothing is
     * asked of either before.
     */
    BulkJoin joinOnCall(HostId source, BulkCommand.Builder sending, HostId sink) {
        String id = newId();
        BulkJoin join = new BulkJoin(
                id, source, sink, () -> turns.enter(source, id, () -> begin(source, sending.setStreamId(id))));
        add(join);
        var _ = join.result().whenComplete((_, _) -> turns.leave(source, id));
        return join;
    }

    /** Has a host send to this server as soon as its turn has come. */
    IncomingStream<Boolean> receive(HostId source, BulkCommand.Builder sending, ArchiveReader reader) {
        IncomingStream<Boolean> stream = expect(source, Long.MAX_VALUE, in -> {
            reader.read(in);
            return true;
        });
        String id = stream.id();
        var _ = stream.result().whenComplete((_, _) -> turns.leave(source, id));
        turns.enter(source, id, () -> begin(source, sending.setStreamId(id)));
        return stream;
    }

    /** A stream to a host, of what this server is given; the caller then has the host open it. */
    FeedStream feed(HostId sink) {
        FeedStream stream = new FeedStream(newId(), sink);
        add(stream);
        return stream;
    }

    private void begin(HostId source, BulkCommand.Builder sending) {
        BulkStream stream = open.get(sending.getStreamId());
        if (stream == null) {
            turns.leave(source, sending.getStreamId()); // it ended before it was in the queue
        } else if (ask(source, sending.setDirection(BulkCommand.Direction.UP))) {
            stream.sourceAsked(SOURCE_WITHIN);
        } else {
            stream.fail(new LongshoreException(ErrorCode.HOST_OFFLINE, "the host to copy from is not connected"));
        }
    }

    private boolean ask(HostId host, BulkCommand.Builder command) {
        ControlSession session = sessions.current(host);
        return session != null
                && session.send(ServerMessage.newBuilder().setBulk(command).build());
    }

    private void add(BulkStream stream) {
        open.put(stream.id(), stream);
        var _ = stream.result().whenComplete((_, why) -> {
            open.remove(stream.id());
            if (why != null) {
                tellClosed(stream, String.valueOf(why.getMessage()));
            }
        });
    }

    /** The stream with this id, if the host was asked for this end of it and has not opened it before. */
    @Nullable
    BulkStream claim(String id, HostId host, String method) {
        BulkStream stream = open.get(id);
        return stream != null && stream.claim(host, method) ? stream : null;
    }

    boolean isForeign(String id, HostId host) {
        BulkStream stream = open.get(id);
        return stream != null && !stream.hosts().contains(host);
    }

    /** Gives a stream up; its hosts are told to. */
    void close(BulkStream stream, LongshoreException why) {
        stream.fail(why);
    }

    private void tellClosed(BulkStream stream, String why) {
        for (HostId host : stream.hosts()) {
            ControlSession session = sessions.current(host);
            if (session != null) {
                session.send(ServerMessage.newBuilder()
                        .setBulkClose(
                                BulkClose.newBuilder().setStreamId(stream.id()).setReason(why))
                        .build());
            }
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
        BulkStream stream = open.get(report.getStreamId());
        if (stream != null && stream.hosts().contains(session.host())) {
            stream.reported(session.host(), report);
        }
        return true;
    }

    @Override
    public void gone(HostId host) {
        for (BulkStream stream : open.values()) {
            if (stream.hosts().contains(host)) {
                stream.fail(new LongshoreException(ErrorCode.HOST_OFFLINE, "the host went offline"));
            }
        }
    }

    /** How many are open, for tests and metrics. */
    int count() {
        return open.size();
    }

    String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return "s-" + HexFormat.of().formatHex(id);
    }
}

package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BulkClose;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
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

    /**
     * Has a host send to others, which have opened their ends, as soon as its turn has come. Their bodies end properly only
     * after its report agrees with what came, and it need not go on when all of them are gone.
     */
    IncomingStream<Boolean> carry(HostId source, BulkCommand.Builder sending, List<Feed> sinks) {
        IncomingStream<Boolean> stream = receive(source, sending, in -> pump(in, sinks));
        var _ = stream.result().whenComplete((_, why) -> {
            for (Feed sink : sinks) {
                if (why == null) {
                    StreamReport said = stream.report();
                    sink.end(said.getBytes(), said.getSha256().toByteArray());
                } else {
                    sink.close(
                            why instanceof LongshoreException told
                                    ? told
                                    : new LongshoreException(ErrorCode.STREAM_BROKEN, String.valueOf(why)));
                }
            }
        });
        for (Feed sink : sinks) {
            sink.whenEnded(() -> {
                if (sinks.stream().allMatch(each -> each.failure().isPresent())) {
                    stream.fail(unwanted());
                }
            });
        }
        return stream;
    }

    private static void pump(InputStream in, List<Feed> sinks) throws IOException {
        try {
            if (!FanOut.pump(in, sinks)) {
                throw unwanted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.STREAM_BROKEN, "the server is stopping", e);
        }
    }

    private static LongshoreException unwanted() {
        return new LongshoreException(ErrorCode.CANCELLED, "no host takes it any more");
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

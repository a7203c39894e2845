package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SaveTask;
import dev.longshore.wire.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Service;

/** The agents that are connected now, and the ways to reach them. */
@Service
public class Agents {

    private static final int MAX_ANSWER_BYTES = 8 << 20;
    private static final long MAX_ANSWER_WEIGHT_BYTES = 48L << 20;

    private final Sessions sessions;
    private final Streams streams;
    private final Inventories inventories;

    Agents(Sessions sessions, Streams streams, Inventories inventories) {
        this.sessions = sessions;
        this.streams = streams;
        this.inventories = inventories;
    }

    /** The current session of a host. */
    public Optional<AgentSession> session(HostId host) {
        ControlSession session = sessions.current(host);
        return session == null ? Optional.empty() : Optional.ofNullable(session.introduced());
    }

    /**
     * Hands a message to the host's current session. Returns at once: false if there is none or it is not taking
     * messages; true says nothing of its arrival.
     *
     * @throws LongshoreException {@code TOO_LARGE} above 250 KiB
     */
    public boolean send(HostId host, ServerMessage message) {
        ControlSession session = sessions.current(host);
        return session != null && session.send(message);
    }

    /** Has images saved on one host, read once, and given to others that have opened their streams. */
    public Transfer transfer(HostId source, SaveTask task, List<Feed> sinks) {
        return new Transfer(streams.carry(source, BulkCommand.newBuilder().setSave(task), sinks));
    }

    /**
     * Has a host send an archive; the reader gets the archive on a thread of the link's own, once the host's turn has come.
     * It has come whole only if the transfer ends without a failure.
     */
    public Transfer receive(HostId source, BulkCommand.Builder sending, ArchiveReader reader) {
        return new Transfer(streams.receive(source, sending, reader));
    }

    /** A stream to a host, which has to be told of it by a command. */
    public Feed feed(HostId sink) {
        return new Feed(streams.feed(sink));
    }

    /** Asks for a full inventory; it comes to the listeners' {@code snapshot}. A request under way is not doubled. */
    public void requestInventory(HostId host) {
        inventories.request(host, false);
    }

    /**
     * Asks the host a question and waits.
     *
     * @throws LongshoreException {@code HOST_OFFLINE}, {@code ENGINE_HUNG} after the deadline, or the failure in the
     *     answer
     */
    public QueryAnswer query(HostId host, Query.Builder question, Duration deadline) {
        IncomingStream<QueryAnswer> stream = streams.expect(host, MAX_ANSWER_BYTES, in -> {
            QueryAnswer answer =
                    new MessageReader<>(in, QueryAnswer.parser(), MAX_ANSWER_BYTES, MAX_ANSWER_WEIGHT_BYTES).next();
            return answer == null ? QueryAnswer.getDefaultInstance() : answer;
        });
        Query query = question.setStreamId(stream.id())
                .setDeadlineMs(deadline.toMillis())
                .build();
        if (!send(host, ServerMessage.newBuilder().setQuery(query).build())) {
            LongshoreException offline = new LongshoreException(ErrorCode.HOST_OFFLINE, "the host is not connected");
            stream.fail(offline);
            throw offline;
        }
        try {
            QueryAnswer answer = stream.result().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.hasFailure()) {
                throw AgentFailure.of(answer.getFailure());
            }
            return answer;
        } catch (TimeoutException e) {
            LongshoreException late = new LongshoreException(
                    ErrorCode.ENGINE_HUNG, "no answer came within " + deadline.toSeconds() + " s");
            streams.close(stream, late);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LongshoreException why
                    ? why
                    : new LongshoreException(ErrorCode.STREAM_BROKEN, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LongshoreException stopped = new LongshoreException(ErrorCode.CANCELLED, "nobody waits any more");
            streams.close(stream, stopped);
            throw stopped;
        }
    }
}

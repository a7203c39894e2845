package dev.longshore.agent.link;

import com.google.protobuf.ByteString;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.HostEngine;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.Query;
import dev.longshore.wire.StreamReport;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is too large for a message, one HTTP request per stream. A stream's end is written only after its source
 * has succeeded, and the report over control follows, so that a broken one never passes for whole.
 */
final class BulkStreams implements Downloads {

    private static final Logger log = LoggerFactory.getLogger(BulkStreams.class);
    private static final Pattern STREAM_ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int READ_TIMEOUT_MS = 10 * 60_000;
    private static final int MAX_STREAMS = 16;

    private final URI server;
    private final Supplier<Credentials> credentials;
    private final HostEngine engine;
    private final HostPolicy policy;
    private final Consumer<AgentMessage.Builder> answers;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MAX_STREAMS);

    BulkStreams(
            URI server,
            Supplier<Credentials> credentials,
            HostEngine engine,
            HostPolicy policy,
            Consumer<AgentMessage.Builder> answers) {
        this.policy = policy;
        this.server = server;
        this.credentials = credentials;
        this.engine = engine;
        this.answers = answers;
    }

    @FunctionalInterface
    private interface Work {
        void run(StreamExchange exchange) throws IOException, InterruptedException;
    }

    /** A stream under way. */
    private final class Stream {

        private final String id;
        private final Work work;
        private final Consumer<@Nullable LongshoreException> ended;
        private final Thread thread;
        private @Nullable CuttableSockets sockets;
        private @Nullable LongshoreException closedFor;

        Stream(String id, Work work, Consumer<@Nullable LongshoreException> ended) {
            this.id = id;
            this.work = work;
            this.ended = ended;
            this.thread = Thread.ofPlatform().daemon().name("stream-" + id).unstarted(this::run);
        }

        private void run() {
            LongshoreException failure = new LongshoreException(ErrorCode.INTERNAL, "the stream's thread died");
            try {
                failure = carry(this);
            } finally {
                streams.remove(id);
                room.release();
                ended.accept(failure);
            }
        }

        /** Why it was closed from this side, or null. */
        synchronized @Nullable LongshoreException closedFor() {
            return closedFor;
        }

        /** The sockets that the stream uses; cut already if it was closed meanwhile. */
        synchronized CuttableSockets sockets(SSLContext tls) {
            CuttableSockets fresh = new CuttableSockets(tls);
            sockets = fresh;
            if (closedFor != null) {
                fresh.cut();
            }
            return fresh;
        }

        /** The cut frees a thread that is blocked in the connection, the interrupt one that waits for the engine. */
        synchronized void close(LongshoreException why) {
            closedFor = closedFor == null ? why : closedFor;
            if (sockets != null) {
                sockets.cut();
            }
            thread.interrupt();
        }
    }

    /** Sends the full inventory. */
    void inventory(String streamId) {
        start(streamId, exchange -> exchange.upload(engine::writeSnapshot));
    }

    /** Sends the answer to a question. */
    void query(Query query) {
        start(query.getStreamId(), exchange -> {
            policy.check(query);
            exchange.upload(out -> engine.answer(query).writeDelimitedTo(out));
        });
    }

    /** Sends or takes an archive. */
    void bulk(BulkCommand command) {
        String streamId = command.getStreamId();
        switch (command.getWorkCase()) {
            case SAVE ->
                start(streamId, exchange -> {
                    policy.checkSave();
                    exchange.upload(out -> engine.save(command.getSave(), out));
                });
            case EXPORT ->
                start(streamId, exchange -> {
                    policy.checkExport();
                    exchange.upload(out -> engine.export(command.getExport(), out));
                });
            case LOOPBACK -> {
                boolean up = command.getDirection() == BulkCommand.Direction.UP;
                start(streamId, exchange -> exchange.loopback(command.getLoopback(), up));
            }
            case WORK_NOT_SET ->
                failed(streamId, new LongshoreException(ErrorCode.PROTOCOL, "this agent can't do that work yet"));
        }
    }

    @Override
    public void take(String streamId, Taker taker) throws InterruptedException {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        boolean begun = start(streamId, exchange -> exchange.download(taker), failure -> {
            if (failure == null) {
                taken.complete(true);
            } else {
                taken.completeExceptionally(failure);
            }
        });
        if (!begun) {
            throw new LongshoreException(ErrorCode.HOST_BUSY, "the stream can't be opened on that host now");
        }
        try {
            taken.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LongshoreException why && why.code() != ErrorCode.CANCELLED) {
                throw why;
            }
            // nobody here cancelled it: the server gave it up, and knows why
            throw new LongshoreException(ErrorCode.STREAM_BROKEN, "the transfer was given up");
        } catch (InterruptedException e) {
            close(streamId);
            throw e;
        }
    }

    /** Ends a stream at once; its source or sink is interrupted. */
    void close(String streamId) {
        Stream stream = streams.get(streamId);
        if (stream != null) {
            stream.close(closed());
        }
    }

    /** The agent stops. */
    void closeAll() {
        streams.values().forEach(stream -> stream.close(closed()));
    }

    /**
     * The link is down, and with it goes all that the server asked for over it: it has given these streams up, and each would
     * keep its place until its connection is found dead. An operation whose archive was on the way fails by that.
     */
    void linkEnded() {
        streams.values()
                .forEach(stream ->
                        stream.close(new LongshoreException(ErrorCode.STREAM_BROKEN, "the link to the server ended")));
    }

    private void start(String streamId, Work work) {
        start(streamId, work, _ -> {});
    }

    private boolean start(String streamId, Work work, Consumer<@Nullable LongshoreException> ended) {
        if (!STREAM_ID.matcher(streamId).matches()) {
            log.warn("a stream without a proper id was not opened");
            return false;
        }
        if (!room.tryAcquire()) {
            failed(streamId, new LongshoreException(ErrorCode.HOST_BUSY, MAX_STREAMS + " streams are open"));
            return false;
        }
        Stream stream = new Stream(streamId, work, ended);
        if (streams.putIfAbsent(streamId, stream) != null) {
            room.release();
            return false;
        }
        stream.thread.start();
        return true;
    }

    /** Carries the stream to its end; what went wrong is told over control, and returned. */
    private @Nullable LongshoreException carry(Stream stream) {
        String streamId = stream.id;
        HttpsURLConnection connection = null;
        try {
            connection = AgentPort.open(
                    server.resolve("/agent/v1/streams/" + streamId),
                    stream.sockets(credentials.get().tls()));
            connection.setReadTimeout(READ_TIMEOUT_MS);
            stream.work.run(new StreamExchange(connection, digest -> succeeded(streamId, digest)));
            return null;
        } catch (InterruptedException e) {
            LongshoreException why = stream.closedFor();
            return failed(streamId, why == null ? closed() : why);
        } catch (IOException e) {
            LongshoreException why = stream.closedFor();
            if (why != null) {
                return failed(streamId, why);
            }
            log.info("stream {} broke: {}", streamId, e.toString());
            return failed(streamId, new LongshoreException(ErrorCode.STREAM_BROKEN, String.valueOf(e.getMessage())));
        } catch (LongshoreException e) {
            return failed(streamId, e);
        } catch (RuntimeException e) {
            log.error("stream {} failed unexpectedly", streamId, e);
            return failed(streamId, new LongshoreException(ErrorCode.INTERNAL, String.valueOf(e)));
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private void succeeded(String streamId, StreamDigest digest) {
        report(StreamReport.newBuilder()
                .setStreamId(streamId)
                .setOk(true)
                .setBytes(digest.bytes())
                .setSha256(ByteString.copyFrom(digest.sha256())));
    }

    private static LongshoreException closed() {
        return new LongshoreException(ErrorCode.CANCELLED, "the stream was closed");
    }

    private LongshoreException failed(String streamId, LongshoreException e) {
        report(StreamReport.newBuilder().setStreamId(streamId).setFailure(Commands.failure(e)));
        return e;
    }

    private void report(StreamReport.Builder report) {
        answers.accept(AgentMessage.newBuilder().setStreamReport(report));
    }
}

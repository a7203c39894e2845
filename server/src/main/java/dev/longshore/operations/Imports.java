package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.link.Agents;
import dev.longshore.link.FanOut;
import dev.longshore.link.Feed;
import dev.longshore.link.Later;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.stream.CountedInput;
import dev.longshore.wire.LoadTask;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * A file that somebody uploads to hosts, of images or of a build's context: read once, when all of them are there, and kept
 * nowhere on the way.
 */
@Service
public class Imports {

    private static final Duration BROUGHT_WITHIN = Duration.ofSeconds(60);
    private static final long GATHERED_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final ObjectProvider<Agents> agents;
    private final FileSettings settings;
    private final Map<OperationId, Loading> open = new ConcurrentHashMap<>();

    /**
     * A file that is waited for.
     *
     * @param context whether it is a build's
     */
    private record Loading(long accountId, boolean context, Import file) {

        InputStream plain(InputStream upload, FileSettings settings) throws IOException {
            // closing it must not close what is read from: the request's own end has to be seen
            return context ? UploadedContext.of(new CountedInput(upload), settings) : Unpacked.of(upload, settings);
        }
    }

    Imports(ObjectProvider<Agents> agents, FileSettings settings) {
        this.agents = agents;
        this.settings = settings;
    }

    /**
     * Reads the file of a load, or the context of a build, that this account has started, and returns when all of it has gone to the hosts that are left,
     * or as soon as there are none.
     * What becomes of it there is in the operation.
     *
     * @throws LongshoreException if the file broke off or is none; {@code NOT_FOUND} if none is waited for
     */
    public void read(Actor actor, OperationId id, InputStream upload) {
        Loading loading = open.get(id);
        if (loading == null
                || loading.accountId() != actor.accountId()
                || !loading.file().take()) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "operation " + id + " waits for no file");
        }
        try (InputStream plain = loading.plain(upload, settings)) {
            if (!FanOut.give(plain, loading.file().gather(GATHERED_WITHIN_NANOS))) {
                loading.file()
                        .close(new LongshoreException(ErrorCode.STREAM_BROKEN, "no host takes the file any more"));
            }
        } catch (IOException gone) {
            throw closed(loading, new LongshoreException(ErrorCode.STREAM_BROKEN, "the upload broke off", gone));
        } catch (LongshoreException why) {
            throw closed(loading, why);
        } catch (RuntimeException fault) {
            loading.file().close(new LongshoreException(ErrorCode.INTERNAL, fault.toString(), fault));
            throw fault;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw closed(loading, new LongshoreException(ErrorCode.STREAM_BROKEN, "the server is stopping"));
        }
    }

    private static LongshoreException closed(Loading loading, LongshoreException why) {
        loading.file().close(why);
        return why;
    }

    /** Somebody will bring a file for this one. */
    void expect(LiveOperation operation) {
        Import file =
                new Import(operation.parts().stream().map(part -> part.host).toList());
        operation.parts().stream().filter(part -> part.state.ended()).forEach(part -> file.left(part.host));
        open.put(operation.id, new Loading(operation.actor.accountId(), operation.task instanceof Task.Build, file));
        Later.run(BROUGHT_WITHIN, () -> {
            if (!file.isTaken()) {
                file.close(new LongshoreException(ErrorCode.STREAM_BROKEN, "nobody brought the file"));
            }
        });
    }

    /** A host's turn has come: says what to take. */
    LoadTask prepare(OperationId id, boolean overwrite, HostId sink) {
        Loading loading = open.get(id);
        if (loading == null) {
            throw new LongshoreException(ErrorCode.STREAM_BROKEN, "the upload has ended");
        }
        Feed feed = agents.getObject().feed(sink);
        loading.file().add(sink, feed);
        return LoadTask.newBuilder()
                .setStreamId(feed.streamId())
                .setAsClaimed(true)
                .setOverwrite(overwrite)
                .build();
    }

    /** The host's part has ended: its stream does too. A stream that broke hides why it did, which is known here. */
    Operation.@Nullable Failure ended(OperationId id, HostId sink, Operation.@Nullable Failure failure) {
        Loading loading = open.get(id);
        if (loading == null) {
            return failure;
        }
        LongshoreException fault = loading.file().fault(sink);
        loading.file().close(sink, new LongshoreException(ErrorCode.CANCELLED, "the host's part has ended"));
        if (loading.file().left(sink)) {
            open.remove(id);
        }
        return failure != null && failure.code() == ErrorCode.STREAM_BROKEN && fault != null
                ? Failures.of(fault)
                : failure;
    }
}

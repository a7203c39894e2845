package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.link.Agents;
import dev.longshore.link.Transfer;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.BulkCommand;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Images of a host, or the files of a container there, as a file: the host is asked once its turn has come and somebody is there to fetch it, and nothing is
 * kept here on the way.
 */
@Service
public class Exports {

    private final ObjectProvider<Agents> agents;
    private final Map<OperationId, Saving> open = new ConcurrentHashMap<>();

    private record Saving(long accountId, Export export) {}

    /** Hears how a save goes; told on threads of the link. */
    interface Course {

        void progressed(long bytes);

        void ended(long bytes, @Nullable LongshoreException why);
    }

    Exports(ObjectProvider<Agents> agents) {
        this.agents = agents;
    }

    /**
     * Writes the file of a save or an export that this account has started, and returns when all of it was written and the host has said
     * that it was whole.
     *
     * @throws LongshoreException why it is not whole; {@code NOT_FOUND} if there is nothing to fetch, or not any more
     */
    public void write(Actor actor, OperationId id, OutputStream out) {
        Saving saving = open.get(id);
        if (saving == null || saving.accountId() != actor.accountId()) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "operation " + id + " has no file to fetch");
        }
        try {
            saving.export().fetch(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LongshoreException stopping = new LongshoreException(ErrorCode.STREAM_BROKEN, "the server is stopping");
            saving.export().ended(stopping);
            throw stopping;
        }
    }

    /** Somebody will come for this one. */
    void expect(LiveOperation operation, Compression compression) {
        open.put(operation.id, new Saving(operation.actor.accountId(), new Export(compression)));
    }

    /** Its turn has come. */
    void begin(LiveOperation operation, LiveOperation.Part part, BulkCommand.Builder sending, Course course) {
        Saving saving = open.get(operation.id);
        if (saving == null) {
            throw new LongshoreException(ErrorCode.INTERRUPTED, "nobody can fetch it any more");
        }
        Export export = saving.export();
        var _ = export.fetched().whenComplete((out, _) -> {
            if (out == null) {
                LongshoreException why = export.failure();
                course.ended(
                        0,
                        why == null
                                ? new LongshoreException(ErrorCode.STREAM_BROKEN, "nobody came to fetch the file")
                                : why);
                return;
            }
            try {
                AtomicLong bytes = new AtomicLong();
                Transfer transfer = agents.getObject()
                        .receive(part.host, sending, in -> bytes.set(export.copy(in, out, course::progressed)));
                export.onFailure(transfer::close);
                transfer.whenEnded(why -> course.ended(bytes.get(), why));
            } catch (RuntimeException fault) { // which the future would keep to itself
                course.ended(0, new LongshoreException(ErrorCode.INTERNAL, fault.toString(), fault));
            }
        });
    }

    /** Ends it for this reason, if it has not ended. */
    void end(OperationId id, LongshoreException why) {
        Saving saving = open.get(id);
        if (saving != null) {
            saving.export().ended(why);
        }
    }

    /** The part has ended, and is stored as far as it can be: whoever fetches may go. */
    void ended(OperationId id, Operation.@Nullable Failure failure) {
        Saving saving = open.remove(id);
        if (saving != null) {
            saving.export()
                    .ended(
                            failure == null
                                    ? null
                                    : new LongshoreException(
                                            failure.code(), failure.reason(), failure.remedy(), failure.subjects()));
        }
    }
}

package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.LoadTask;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The archives of images that operations move: from host to host, from a host to a person, from a person to hosts. */
@Component
class Archives {

    private final Copies copies;
    private final Exports exports;
    private final Imports imports;

    Archives(Copies copies, Exports exports, Imports imports) {
        this.copies = copies;
        this.exports = exports;
        this.imports = imports;
    }

    /** An operation begins: if it is about a file, somebody will come with it or for it. */
    void expect(LiveOperation operation) {
        if (operation.ended()) {
            return;
        }
        switch (operation.task) {
            case Task.Save save -> exports.expect(operation, save.compression());
            case Task.Export export -> exports.expect(operation, export.compression());
            case Task.Copy copy -> copies.expect(operation, copy);
            case Task.Load _, Task.Import _, Task.Build _ -> imports.expect(operation);
            default -> {}
        }
    }

    /** Finds out what has to be asked from hosts before it is the part's turn: may take long, so nothing is held meanwhile. */
    void lookInto(LiveOperation operation, LiveOperation.Part part) {
        if (operation.task instanceof Task.Copy copy) {
            copies.lookInto(operation.id, copy, part.host);
        }
    }

    /** What the host is to load, and from which stream, which for an import or a build is all; null if nothing is brought to it. */
    @Nullable
    LoadTask prepare(LiveOperation operation, LiveOperation.Part part) {
        if (operation.task instanceof Task.Copy copy) {
            return copies.prepare(operation.id, copy, part.host);
        }
        return switch (operation.task) {
            case Task.Load load -> imports.prepare(operation.id, load.overwrite(), part.host);
            case Task.Import root -> imports.prepare(operation.id, root.overwrite(), part.host);
            case Task.Build build -> imports.prepare(operation.id, build.overwrite(), part.host);
            default -> null;
        };
    }

    /** The host's turn has come to send what somebody fetches. */
    void send(LiveOperation operation, LiveOperation.Part part, Exports.Course course) {
        BulkCommand.Builder sending = BulkCommand.newBuilder();
        switch (operation.task) {
            case Task.Save save ->
                save.references().forEach(reference -> sending.getSaveBuilder().addReferences(reference.normalized()));
            case Task.Export export ->
                sending.getExportBuilder().setContainerId(export.container().value());
            default -> throw new IllegalArgumentException("nobody fetches a " + operation.task.type());
        }
        exports.begin(operation, part, sending, course);
    }

    /** A person's download is not wanted any more. */
    void cancel(OperationId id) {
        exports.end(id, new LongshoreException(ErrorCode.CANCELLED, "cancelled while it ran"));
    }

    /** The host's part has ended, and so do its streams. Gives the failure, with the reason that a broken stream hides. */
    Operation.@Nullable Failure ended(OperationId id, HostId host, Operation.@Nullable Failure failure) {
        return imports.ended(id, host, copies.ended(id, host, failure));
    }

    /** That end is stored as far as it can be: whoever fetches a file may go. */
    void stored(OperationId id, Operation.@Nullable Failure failure) {
        exports.ended(id, failure);
    }
}

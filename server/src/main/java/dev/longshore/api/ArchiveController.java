package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.ArchiveName;
import dev.longshore.operations.Exports;
import dev.longshore.operations.Imports;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Images as files: saved from a host, or loaded on any number. Bodies are streamed, and nothing of them is kept here. */
@RestController
@RequestMapping("/api/v1")
final class ArchiveController {

    /** Names the operation that an archive belongs to. */
    static final String OPERATION = "Longshore-Operation";

    private static final String TAR = "application/x-tar";
    private static final String GZIP = "application/gzip";
    private static final String X_GZIP = "application/x-gzip";
    private static final String BYTES = "application/octet-stream";
    /** What the body of a load may say it is: nothing that anybody else on the way would parse. */
    static final Set<String> KINDS = Set.of(TAR, GZIP, X_GZIP, BYTES);

    private static final String IMPORT = "/images/import";

    private final Operations operations;
    private final Exports exports;
    private final Imports imports;

    ArchiveController(Operations operations, Exports exports, Imports imports) {
        this.operations = operations;
        this.exports = exports;
        this.imports = imports;
    }

    /** How a file is compressed. */
    private enum Compression {
        NONE,
        GZIP
    }

    /**
     * What {@code docker save} writes for the references, as a file. It is an operation like others, whose id is in the
     * answer's head. A body that breaks off has no proper end.
     */
    @RequestMapping(path = "/hosts/{id}/images/export", method = RequestMethod.GET)
    void export(
            Actor actor,
            @PathVariable HostId id,
            @RequestParam("ref") List<String> references,
            @RequestParam(defaultValue = "none") String compress,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!request.getMethod().equals("GET")) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "a file can only be fetched, by GET");
        }
        Task.Save save = new Task.Save(
                references.stream()
                        .map(text -> Fields.parse("ref", () -> ImageRef.of(text)))
                        .toList(),
                Fields.word("compress", Compression.class, compress) == Compression.GZIP);
        Operation operation = operations.start(actor, new OperationRequest(save, List.of(id), null, null));
        response.setHeader(OPERATION, operation.id().value());
        Operation.Failure failure = operation.parts().getFirst().failure();
        if (failure != null) {
            throw new LongshoreException(failure.code(), failure.reason(), failure.remedy(), failure.subjects());
        }
        ArchiveBody body = new ArchiveBody(response, ArchiveName.of(save));
        try {
            exports.write(actor, operation.id(), body);
        } catch (LongshoreException broken) {
            if (!body.isBegun()) {
                throw broken;
            }
            BrokenBodies.mark(request);
        }
    }

    /**
     * Loads the file in the body, plain or gzip, on each of the hosts. It answers when all of it has gone to the hosts that are
     * left; what becomes of it there is in the operation.
     */
    @PostMapping(IMPORT)
    ResponseEntity<OperationBody> load(
            Actor actor,
            @RequestParam("host") List<HostId> hosts,
            @RequestParam(defaultValue = "false") boolean overwrite,
            @RequestParam(defaultValue = "") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!KINDS.contains(BodyLimit.kindOf(request))) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "Content-Type: a file of images is needed as the body",
                    "Send the file itself, as " + TAR + " or " + GZIP + "; no form.");
        }
        Task.Load load = new Task.Load(name, overwrite);
        Operation operation = operations.start(actor, new OperationRequest(load, hosts, null, null));
        response.setHeader(OPERATION, operation.id().value());
        try {
            imports.read(actor, operation.id(), request.getInputStream());
        } catch (LongshoreException broken) {
            Operation now = operations.get(actor, operation.id());
            if (!now.state().ended() || broken.code() == ErrorCode.BAD_ARCHIVE) {
                throw broken;
            }
            return OperationController.accepted(now); // no host took it to its end, and each says why
        }
        return OperationController.accepted(operations.get(actor, operation.id()));
    }
}

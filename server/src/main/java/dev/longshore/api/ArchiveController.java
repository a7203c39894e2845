package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.ArchiveName;
import dev.longshore.operations.Compression;
import dev.longshore.operations.Exports;
import dev.longshore.operations.FileChecks;
import dev.longshore.operations.Imports;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Images, and the files of containers, as files: taken from a host, or brought to any number. Bodies are streamed, and nothing of them is kept here. */
@RestController
@RequestMapping("/api/v1")
final class ArchiveController {

    /** Names the operation that an archive belongs to. */
    static final String OPERATION = "Longshore-Operation";

    private static final String TAR = "application/x-tar";
    private static final String GZIP = "application/gzip";
    private static final String X_GZIP = "application/x-gzip";
    private static final String ZSTD = "application/zstd";
    private static final String XZ = "application/x-xz";
    private static final String BYTES = "application/octet-stream";
    /** What the body of a load may say it is: nothing that anybody else on the way would parse. */
    static final Set<String> KINDS = Set.of(TAR, GZIP, X_GZIP, ZSTD, XZ, BYTES);

    private static final String IMPORT = "/images/import";

    private final Fleet fleet;
    private final Operations operations;
    private final Exports exports;
    private final Imports imports;
    private final FileChecks checks;

    ArchiveController(Fleet fleet, Operations operations, Exports exports, Imports imports, FileChecks checks) {
        this.checks = checks;
        this.fleet = fleet;
        this.operations = operations;
        this.exports = exports;
        this.imports = imports;
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
        fetch(
                actor,
                id,
                new Task.Save(
                        references.stream()
                                .map(text -> Fields.parse("ref", () -> ImageRef.of(text)))
                                .toList(),
                        Fields.word("compress", Compression.class, compress)),
                request,
                response);
    }

    /** What {@code docker export} writes for the container, as a file: an operation like others, as a save is. */
    @RequestMapping(path = "/hosts/{id}/containers/{containerId}/export", method = RequestMethod.GET)
    void export(
            Actor actor,
            @PathVariable HostId id,
            @PathVariable String containerId,
            @RequestParam(defaultValue = "none") String compress,
            HttpServletRequest request,
            HttpServletResponse response) {
        ContainerId container = Fields.parse("containerId", () -> ContainerId.of(containerId));
        String name = fleet.containers(actor, id).stream()
                .filter(each -> each.id().equals(container))
                .map(ContainerView::name)
                .findFirst()
                .orElse("");
        fetch(
                actor,
                id,
                new Task.Export(container, name, Fields.word("compress", Compression.class, compress)),
                request,
                response);
    }

    private void fetch(Actor actor, HostId host, Task task, HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("GET")) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "a file can only be fetched, by GET");
        }
        Operation operation = operations.start(actor, new OperationRequest(task, List.of(host), null, null));
        response.setHeader(OPERATION, operation.id().value());
        Operation.Failure failure = operation.parts().getFirst().failure();
        if (failure != null) {
            throw new LongshoreException(failure.code(), failure.reason(), failure.remedy(), failure.subjects());
        }
        ArchiveBody body = new ArchiveBody(response, ArchiveName.of(task));
        try {
            exports.write(actor, operation.id(), body);
        } catch (LongshoreException broken) {
            if (!body.isBegun()) {
                throw broken;
            }
            BrokenBodies.mark(request);
        }
    }

    /** What the file of an import is. */
    private enum Kind {
        /** What docker save writes. */
        IMAGES,
        /** What docker export writes, or any other tar of a root filesystem. */
        ROOTFS
    }

    /**
     * Loads the file in the body, plain or packed, on each of the hosts, or makes an image of it there. It answers when all of it has gone to the hosts that are
     * left; what becomes of it there is in the operation.
     */
    @PostMapping(IMPORT)
    ResponseEntity<OperationBody> load(
            Actor actor,
            @RequestParam("host") List<HostId> hosts,
            @RequestParam(defaultValue = "false") boolean overwrite,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "images") String kind,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String message,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        demandFile(request);
        List<ImageChange> changes = changes(request);
        Task task = switch (Fields.word("kind", Kind.class, kind)) {
            case ROOTFS -> new Task.Import(name, newName(target), message == null ? "" : message, changes, overwrite);
            case IMAGES -> {
                Fields.absent("target", target, "load");
                Fields.absent("message", message, "load");
                Fields.absent("change", changes.isEmpty() ? null : changes, "load");
                yield new Task.Load(name, overwrite);
            }
        };
        Operation operation = operations.start(actor, new OperationRequest(task, hosts, null, null));
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

    /**
     * What is in the file in the body, and what its names mean on each of the hosts. It is read to its end; nothing of it is
     * loaded or kept.
     */
    @PostMapping(IMPORT + "/check")
    FileReportBody check(Actor actor, @RequestParam("host") List<HostId> hosts, HttpServletRequest request)
            throws IOException {
        demandFile(request);
        return FileReportBody.of(checks.look(actor, hosts, request.getInputStream()));
    }

    private static void demandFile(HttpServletRequest request) {
        if (!KINDS.contains(BodyLimit.kindOf(request))) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "Content-Type: a file of images is needed as the body",
                    "Send the file itself, as " + TAR + ", " + GZIP + ", " + ZSTD + " or " + XZ + "; no form.");
        }
    }

    private static ImageRef newName(@Nullable String target) {
        String text = Fields.required("target", target);
        return Fields.parse("target", () -> ImageRef.of(text));
    }

    /** Not by Spring, which takes a comma in one for the end of it. */
    private static List<ImageChange> changes(HttpServletRequest request) {
        String[] values = request.getParameterValues("change");
        return values == null
                ? List.of()
                : Arrays.stream(values)
                        .map(text -> Fields.parse("change", () -> ImageChange.of(text)))
                        .toList();
    }
}

package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Operations: start, follow, cancel, retry. */
@RestController
@RequestMapping(OperationController.PATH)
final class OperationController {

    static final String PATH = "/api/v1/operations";

    private final Operations operations;
    private final EventStreams streams;

    OperationController(Operations operations, EventStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    /** Starts one; it is durable when the 202 is on its way. The same Idempotency-Key gives the same operation. */
    @PostMapping
    ResponseEntity<OperationBody> start(
            Actor actor,
            @RequestBody NewOperation wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return accepted(operations.start(actor, wanted.request(key)));
    }

    /** It is under way, and this is where to look at it. */
    static ResponseEntity<OperationBody> accepted(Operation operation) {
        return ResponseEntity.accepted()
                .location(URI.create(PATH + "/" + operation.id()))
                .body(OperationBody.of(operation));
    }

    /** History, newest first. */
    @GetMapping
    PageBody<OperationBody> list(
            Actor actor,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable HostId host,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        if (type != null && !Task.types().contains(type)) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "type: must be one of " + String.join(", ", Task.types()));
        }
        OperationQuery query = new OperationQuery(
                type,
                state == null ? null : Fields.word("state", OperationState.class, state),
                host,
                q,
                Fields.between("page", page, 0, 1_000_000),
                Fields.between("size", size, 1, 200));
        return PageBody.of(
                operations.list(actor, query),
                operation -> OperationBody.of(operation).withoutLog());
    }

    @GetMapping("/{id}")
    OperationBody get(Actor actor, @PathVariable OperationId id) {
        return OperationBody.of(operations.get(actor, id));
    }

    /** Asks for its end, which may come later: see its state. */
    @DeleteMapping("/{id}")
    ResponseEntity<OperationBody> cancel(Actor actor, @PathVariable OperationId id) {
        return accepted(operations.cancel(actor, id));
    }

    /** @param credentials pull, push: for this job only, never stored */
    record Again(NewOperation.@Nullable Credentials credentials) {}

    /** A new operation for the hosts where this one did not succeed. */
    @PostMapping("/{id}/retry")
    ResponseEntity<OperationBody> retry(
            Actor actor, @PathVariable OperationId id, @RequestBody(required = false) @Nullable Again again) {
        NewOperation.Credentials credentials = again == null ? null : again.credentials();
        if (credentials == null) {
            return accepted(operations.retry(actor, id));
        }
        Task task = operations.get(actor, id).task();
        return accepted(operations.retry(actor, id, credentials.of(task)));
    }

    /** How much an event stream tells. */
    enum Telling {
        /** Each change, at most four a second, with all layers. */
        FULL,
        /** When it begins or ends on a host, without layers. */
        QUIET
    }

    /** How it stands now, then its changes; ends after its end. */
    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(Actor actor, @PathVariable OperationId id, @RequestParam(defaultValue = "full") String progress) {
        return streams.operation(actor, id, Fields.word("progress", Telling.class, progress) == Telling.QUIET);
    }
}

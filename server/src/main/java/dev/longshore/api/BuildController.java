package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.Platform;
import dev.longshore.model.SafeText;
import dev.longshore.operations.BuildArgs;
import dev.longshore.operations.Imports;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Images built of a context, which is the request's body: streamed to the host, and kept nowhere on the way. */
@RestController
@RequestMapping("/api/v1")
final class BuildController {

    /** {@code NAME=value}, once for each build argument: an address is written into logs, a header is not. */
    private static final String ARGUMENT = "Longshore-Build-Arg";

    /** What a context may say it is; what it really is, is looked at. */
    static final Set<String> KINDS = Set.of(
            "application/x-tar",
            "application/gzip",
            "application/x-gzip",
            "application/zip",
            "application/octet-stream",
            "text/plain");

    private final Operations operations;
    private final Imports imports;

    BuildController(Operations operations, Imports imports) {
        this.operations = operations;
        this.imports = imports;
    }

    /**
     * Builds an image on the host: the body is a tar, plain or gzip, a zip, or a Dockerfile alone. It answers when all of it has
     * gone to the host; what becomes of it there, and the log, are in the operation.
     */
    @PostMapping("/images/build")
    ResponseEntity<OperationBody> build(
            Actor actor,
            @RequestParam HostId host,
            @RequestParam(name = "tag", required = false) @Nullable List<String> tags,
            @RequestParam(defaultValue = "Dockerfile") String dockerfile,
            @RequestParam(defaultValue = "") String target,
            @RequestParam(required = false) @Nullable String platform,
            @RequestParam(defaultValue = "false") boolean noCache,
            @RequestParam(defaultValue = "false") boolean pull,
            @RequestParam(defaultValue = "any") String builder,
            @RequestParam(name = "signIn", required = false) @Nullable List<String> signIns,
            @RequestParam(defaultValue = "false") boolean overwrite,
            @RequestParam(defaultValue = "") String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!KINDS.contains(BodyLimit.kindOf(request))) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "Content-Type: a context is needed as the body",
                    "Send the file itself, as application/x-tar, application/gzip, application/zip or text/plain; no form.");
        }
        BuildSettings settings = new BuildSettings(
                Fields.parse("dockerfile", () -> ContextPath.of(dockerfile)),
                target,
                platform == null ? null : Fields.parse("platform", () -> Platform.of(platform)),
                noCache,
                pull,
                pairs("label", labels(request)),
                Fields.word("builder", BuildSettings.Builder.class, builder));
        Task.Build build = new Task.Build(
                tags == null
                        ? List.of()
                        : tags.stream()
                                .map(text -> Fields.parse("tag", () -> ImageRef.of(text)))
                                .toList(),
                settings,
                BuildArgs.of(pairs(ARGUMENT, arguments(request))),
                signIns == null ? List.of() : signIns,
                name,
                overwrite);
        Operation operation = operations.start(actor, new OperationRequest(build, List.of(host), null, null));
        response.setHeader(ArchiveController.OPERATION, operation.id().value());
        try {
            imports.read(actor, operation.id(), request.getInputStream());
        } catch (LongshoreException broken) {
            Operation now = operations.get(actor, operation.id());
            if (!now.state().ended() || broken.code() == ErrorCode.BAD_CONTEXT) {
                throw broken;
            }
            return OperationController.accepted(now); // the host did not take it to its end, and says why
        }
        return OperationController.accepted(operations.get(actor, operation.id()));
    }

    /** Not by Spring, which takes a comma in one for the end of it. */
    private static List<String> labels(HttpServletRequest request) {
        String[] values = request.getParameterValues("label");
        return values == null ? List.of() : List.of(values);
    }

    /** Headers come as if they were Latin-1. */
    private static List<String> arguments(HttpServletRequest request) {
        return Collections.list(request.getHeaders(ARGUMENT)).stream()
                .map(text -> new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .toList();
    }

    /** Says what is wrong with one without saying its value. */
    private static Map<String, String> pairs(String field, List<String> texts) {
        Map<String, String> pairs = new HashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new LongshoreException(ErrorCode.INVALID_REQUEST, field + ": write it as NAME=value");
            }
            String name = text.substring(0, equals);
            if (pairs.put(name, text.substring(equals + 1)) != null) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST, field + ": " + SafeText.quote(name) + " is given twice");
            }
        }
        return pairs;
    }
}

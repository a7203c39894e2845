package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;

/** Gives what went wrong at the engine its {@link ErrorCode}; the engine's own words stay as the reason. */
final class EngineFaults {

    private static final int MAX_REASON = 500;

    private EngineFaults() {}

    /** For a call that is not about a registry. */
    static LongshoreException of(IOException e) {
        return e instanceof EngineRefusal refusal ? of(refusal) : lost(e);
    }

    private static LongshoreException of(EngineRefusal refusal) {
        String text = refusal.message().toLowerCase(Locale.ROOT);
        ErrorCode code = ErrorCode.ENGINE_ERROR;
        if (text.contains("no space left on device")) {
            code = ErrorCode.DISK_FULL;
        } else if (refusal.status() == 404) {
            code = ErrorCode.IMAGE_NOT_FOUND;
        } else if (text.contains("dependent child image") || text.contains("image has dependent")) {
            code = ErrorCode.IMAGE_HAS_CHILDREN;
        } else if (text.contains("referenced in multiple repositories") || text.contains("more than one tag")) {
            code = ErrorCode.IMAGE_MULTIPLE_TAGS;
        } else if (refusal.status() == 409
                || text.contains("in use by")
                || text.contains("being used by")
                || text.contains("is using its referenced image")) {
            code = ErrorCode.IMAGE_IN_USE;
        }
        return new LongshoreException(code, said(refusal.message()));
    }

    private static LongshoreException lost(IOException e) {
        String text = SafeText.line(String.valueOf(e.getMessage()), MAX_REASON);
        if (text.contains("Permission denied")) {
            return new LongshoreException(
                    ErrorCode.ENGINE_DOWN,
                    "the agent may not open the engine's socket: " + text,
                    "Run the agent as root, or as a member of the group that owns the socket.");
        }
        boolean absent = e instanceof ConnectException || e instanceof SocketException;
        return new LongshoreException(
                ErrorCode.ENGINE_DOWN,
                absent ? "the engine can't be reached: " + text : "the connection to the engine broke: " + text,
                e);
    }

    /** What an engine said of a pull, whether as a status or within the stream. */
    static LongshoreException ofPull(EngineRefusal refusal) {
        return new LongshoreException(pullCode(refusal), said(refusal.message()));
    }

    private static ErrorCode pullCode(EngineRefusal refusal) {
        String text = refusal.message().toLowerCase(Locale.ROOT);
        if (has(text, "no space left on device", "disk quota exceeded")) {
            return ErrorCode.DISK_FULL;
        }
        if (has(
                text,
                "no matching manifest",
                "no match for platform",
                "does not match the specified platform",
                "does not provide the specified platform",
                "no image found in manifest list",
                "no image found in image index",
                "cannot be used on this platform")) {
            return ErrorCode.WRONG_PLATFORM;
        }
        if (has(
                text,
                "x509:",
                "tls: ",
                "remote error: tls",
                "server gave http response to https client",
                "certificate signed by unknown",
                "http: server gave",
                "malformed http response",
                "first record does not look like a tls handshake")) {
            return ErrorCode.REGISTRY_TLS;
        }
        if (has(text, "toomanyrequests", "too many requests", "429 ", "status code 429", "rate limit")) {
            return ErrorCode.REGISTRY_RATE_LIMITED;
        }
        // docker.io answers "denied" for what does not exist: the engine's words say that it may be either
        if (has(text, "repository does not exist or may require")) {
            return ErrorCode.REGISTRY_NOT_FOUND;
        }
        if (has(
                text,
                "unauthorized",
                "no basic auth credentials",
                "authentication required",
                "invalid username/password",
                "incorrect username or password",
                "status: 401",
                "401 (")) {
            return ErrorCode.REGISTRY_UNAUTHORIZED;
        }
        if (has(text, "forbidden", "denied", "status: 403", "403 (")) {
            return ErrorCode.REGISTRY_FORBIDDEN;
        }
        return farther(text, refusal.status());
    }

    private static ErrorCode farther(String text, int status) {
        if (has(
                text,
                "internal server error",
                "bad gateway",
                "service unavailable",
                "gateway timeout",
                "unexpected http status: 5",
                "unexpected status code 5",
                "status code 5",
                "unexpected status: 5",
                "unexpected status from",
                "status 500",
                "500 (",
                "502 (",
                "503 (",
                "server error")) {
            return ErrorCode.REGISTRY_ERROR;
        }
        if (has(text, "manifest unknown", "name unknown", "not known to registry", "not found", "no such image")) {
            return ErrorCode.REGISTRY_NOT_FOUND;
        }
        if (has(
                text,
                "connection refused",
                "no such host",
                "i/o timeout",
                "no route to host",
                "network is unreachable",
                "handshake timeout",
                "client.timeout",
                "deadline exceeded",
                "connection reset",
                "server misbehaving",
                "temporary failure in name resolution",
                "request canceled",
                "timeout",
                "unexpected eof",
                ": eof")) {
            return ErrorCode.REGISTRY_UNREACHABLE;
        }
        return status == 404 ? ErrorCode.REGISTRY_NOT_FOUND : ErrorCode.ENGINE_ERROR;
    }

    private static boolean has(String text, String... marks) {
        for (String mark : marks) {
            if (text.contains(mark)) {
                return true;
            }
        }
        return false;
    }

    private static String said(String message) {
        return message.isBlank() ? "the engine gave no reason" : SafeText.line(message, MAX_REASON);
    }

    /** The fault as it goes over the wire. */
    static Failure failure(LongshoreException e) {
        return Failure.newBuilder()
                .setCode(e.code().name())
                .setReason(SafeText.line(e.reason(), 2 * MAX_REASON))
                .setRemedy(SafeText.line(e.remedy(), MAX_REASON))
                .addAllSubjects(capped(e.subjects()))
                .build();
    }

    private static List<String> capped(List<String> subjects) {
        return subjects.stream().limit(50).map(name -> SafeText.line(name, 128)).toList();
    }
}

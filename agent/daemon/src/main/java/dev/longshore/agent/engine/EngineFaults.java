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

    /** What an engine said of a pull or a push, whether as a status or within the stream. */
    static LongshoreException ofTransfer(EngineRefusal refusal) {
        return new LongshoreException(transferCode(refusal), said(refusal.message()));
    }

    private static ErrorCode transferCode(EngineRefusal refusal) {
        String text = refusal.message().toLowerCase(Locale.ROOT);
        return RegistryWords.code(text)
                .orElse(refusal.status() == 404 ? ErrorCode.REGISTRY_NOT_FOUND : ErrorCode.ENGINE_ERROR);
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

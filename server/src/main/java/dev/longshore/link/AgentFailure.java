package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Failure;
import java.util.List;

/**
 * Reads a failure as an agent sent it: capped and cleaned, as all that agents say. Whether a caller is known and may do
 * something is not an agent's to say, so a code of that kind counts as a breach of the protocol; a policy's denial stays.
 */
public final class AgentFailure {

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_SUBJECTS = 200;
    private static final int MAX_SUBJECT = 700;

    private AgentFailure() {}

    /** The failure, to be thrown or kept. */
    public static LongshoreException of(Failure wire) {
        ErrorCode told = ErrorCode.of(wire.getCode());
        ErrorCode code = isOfIdentity(told) ? ErrorCode.PROTOCOL : told;
        String remedy = SafeText.block(wire.getRemedy(), MAX_TEXT);
        List<String> subjects = wire.getSubjectsList().stream()
                .limit(MAX_SUBJECTS)
                .map(subject -> SafeText.line(subject, MAX_SUBJECT))
                .toList();
        return new LongshoreException(
                code,
                SafeText.block(wire.getReason(), MAX_TEXT),
                remedy.isEmpty() || code != told ? code.remedy() : remedy,
                subjects);
    }

    private static boolean isOfIdentity(ErrorCode code) {
        return switch (code.kind()) {
            case UNAUTHORIZED -> true;
            case FORBIDDEN -> code != ErrorCode.POLICY_DENIED;
            case BAD_REQUEST, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED, INTERNAL, UPSTREAM, UNAVAILABLE, TIMEOUT ->
                false;
        };
    }
}

package dev.longshore.agent.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;

/**
 * Why a session ended.
 *
 * @param code of the server's {@code GoAway}, or empty
 * @param reason for the log
 */
record LinkEnded(String code, String reason) {

    /** Whether only a person can change it, so that dialling again soon is useless. */
    boolean refused() {
        return code.equals("REVOKED") || code.equals("QUARANTINED");
    }

    /** The same as a fault, with its remedy. */
    LongshoreException fault() {
        ErrorCode error = switch (code) {
            case "REVOKED" -> ErrorCode.HOST_REVOKED;
            case "QUARANTINED" -> ErrorCode.HOST_QUARANTINED;
            default -> ErrorCode.PROTOCOL;
        };
        return new LongshoreException(error, "the server ended the session: " + reason);
    }
}

package dev.longshore.agent.link;

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
}

package dev.longshore.inventory;

import dev.longshore.wire.Hello;

/** What an agent found of the policy that its host's owner may have written. */
public enum PolicyFile {
    /** The agent did not say, or has not been here since the server started. */
    UNTOLD,
    /** There is none: the owner forbids nothing. */
    ABSENT,
    READ,
    /** It can't be read or understood, so the agent denies everything. */
    UNREADABLE,
    /** The host's folder is not mounted into the agent's container, so the agent denies everything. */
    OUT_OF_SIGHT;

    static PolicyFile of(Hello.PolicyFile told) {
        return switch (told) {
            case UNTOLD, UNRECOGNIZED -> UNTOLD;
            case ABSENT -> ABSENT;
            case READ -> READ;
            case UNREADABLE -> UNREADABLE;
            case OUT_OF_SIGHT -> OUT_OF_SIGHT;
        };
    }
}

package dev.longshore.access;

/**
 * Something that happened to accounts, sessions or tokens. Published synchronously, in the transaction of the change where
 * there is one: a listener that throws refuses the act. Rare; nothing of a high rate is an event.
 */
public sealed interface AccessEvent {

    /** Who did it, or tried to; without grants if nobody was signed in. */
    Actor actor();

    /** A session or a first API token began. */
    record SignedIn(Actor actor) implements AccessEvent {}

    /**
     * Somebody failed to sign in.
     *
     * @param actor with the name that was typed and no grants
     * @param reason not for the caller, who is not told what was wrong
     */
    record SignInRefused(Actor actor, String reason) implements AccessEvent {}

    /**
     * Somebody failed to make the first administrator.
     *
     * @param actor without a name: nobody has an account yet
     * @param reason what was wrong
     */
    record SetupRefused(Actor actor, String reason) implements AccessEvent {}

    /** A session ended at its owner's wish. */
    record SignedOut(Actor actor) implements AccessEvent {}

    /** The first administrator was made with the setup secret. */
    record SetupDone(Actor actor, Account account) implements AccessEvent {}

    /** An account was made. */
    record AccountCreated(Actor actor, Account account) implements AccessEvent {}

    /** An account's role changed, or it was disabled or enabled. */
    record AccountChanged(Actor actor, Account before, Account after) implements AccessEvent {}

    /** A password was changed, by its owner or by an administrator. */
    record PasswordChanged(Actor actor, Account account) implements AccessEvent {}

    /** A token was made. */
    record TokenCreated(Actor actor, ApiTokens.ApiToken token) implements AccessEvent {}

    /** A token was ended. */
    record TokenRevoked(Actor actor, long tokenId) implements AccessEvent {}

    /** Somebody asked for what they may not do. */
    record Refused(Actor actor, String what, Permission needed) implements AccessEvent {}
}

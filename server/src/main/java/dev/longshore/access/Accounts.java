package dev.longshore.access;

import java.util.List;
import org.springframework.stereotype.Service;

/** Accounts and their passwords. Passwords are kept as argon2id hashes only. */
@Service
public class Accounts {

    /** Whether no account exists yet, so that the first administrator has to be made. */
    public boolean needsSetup() {
        return false;
    }

    /**
     * Makes the first administrator.
     *
     * @param setupSecret as printed in the log at first start
     * @throws dev.longshore.model.LongshoreException {@code SETUP_DONE}, {@code BAD_CREDENTIALS}, {@code INVALID_REQUEST}
     */
    public Account setup(String setupSecret, String name, String password, String peer) {
        throw new UnsupportedOperationException();
    }

    /** All accounts, by name; needs {@code ACCOUNT_ADMIN}. */
    public List<Account> list(Actor actor) {
        return List.of();
    }

    /** Makes an account; needs {@code ACCOUNT_ADMIN}. */
    public Account create(Actor actor, String name, String password, Role role) {
        throw new UnsupportedOperationException();
    }

    /** Changes role or disables; needs {@code ACCOUNT_ADMIN}. Sessions and tokens of a disabled account end at once. */
    public Account update(Actor actor, long id, Role role, boolean enabled) {
        throw new UnsupportedOperationException();
    }

    /** Changes one's own password. */
    public void changePassword(Actor actor, String oldPassword, String newPassword) {
        throw new UnsupportedOperationException();
    }
}

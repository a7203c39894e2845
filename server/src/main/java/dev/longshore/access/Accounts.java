package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Accounts and their passwords. Passwords are kept as argon2id hashes only. */
@Service
public class Accounts {

    /** No account can have this name, so that tries of the secret are counted for themselves. */
    private static final String SETUP = " setup";

    private final AccountStore store;
    private final Passwords passwords;
    private final SetupSecret secret;
    private final SignInThrottle throttle;
    private final Sessions sessions;
    private final TokenStore tokens;
    private final Access access;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Accounts(
            AccountStore store,
            Passwords passwords,
            SetupSecret secret,
            SignInThrottle throttle,
            Sessions sessions,
            TokenStore tokens,
            Access access,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.passwords = passwords;
        this.secret = secret;
        this.throttle = throttle;
        this.sessions = sessions;
        this.tokens = tokens;
        this.access = access;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Whether no account exists yet, so that the first administrator has to be made. */
    public boolean needsSetup() {
        return store.isEmpty();
    }

    /**
     * Makes the first administrator.
     *
     * @param setupSecret as printed in the log at first start
     * @throws LongshoreException {@code SETUP_DONE}, {@code BAD_CREDENTIALS}, {@code RATE_LIMITED}, {@code INVALID_REQUEST}
     */
    public Account setup(String setupSecret, String name, String password, String peer) {
        if (!needsSetup()) {
            throw setupDone();
        }
        throttle.admit(SETUP, peer);
        if (!secret.matches(setupSecret)) {
            Actor nobody = new Actor(0, "", List.of(), Actor.Method.SESSION, peer, "");
            events.publishEvent(new AccessEvent.SetupRefused(nobody, "wrong setup secret"));
            throw new LongshoreException(
                    ErrorCode.BAD_CREDENTIALS,
                    "setup secret: is not the one of this server",
                    "Take it from the line \"Setup secret\" in the server's log, or from the file setup-secret in its"
                            + " data directory.");
        }
        throttle.succeeded(SETUP, peer);
        return first(new AccountName(name), password, peer);
    }

    /** Makes the first administrator from the settings. */
    Account createFirst(String name, String password) {
        return first(new AccountName(name), password, null);
    }

    /** All accounts, by name; needs {@code ACCOUNT_ADMIN}. */
    public List<Account> list(Actor actor) {
        require(actor, "account.list");
        return store.all().stream().map(AccountRecord::account).toList();
    }

    /**
     * Makes an account with a role over every host; needs {@code ACCOUNT_ADMIN}.
     *
     * @throws LongshoreException {@code INVALID_REQUEST} for a name or password against the rules, or a name that is taken
     */
    public Account create(Actor actor, String name, String password, Role role) {
        require(actor, "account.create");
        AccountName wanted = new AccountName(name);
        String hash = passwords.hash("password", password, name);
        try {
            return inTransaction(() -> {
                Account made = store.insert(wanted, hash, Grant.everywhere(role), now())
                        .account();
                events.publishEvent(new AccessEvent.AccountCreated(actor, made));
                return made;
            });
        } catch (DuplicateKeyException taken) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "name: " + name + " is taken", taken);
        }
    }

    /**
     * Changes role or disables; needs {@code ACCOUNT_ADMIN}. Sessions and tokens of a disabled account end at once.
     *
     * @throws LongshoreException {@code INVALID_REQUEST} if no enabled administrator would be left
     */
    public Account update(Actor actor, long id, Role role, boolean enabled) {
        require(actor, "account.change");
        Account changed = inTransaction(() -> {
            store.lock();
            Account before = existing(id).account();
            if (before.role() != role) {
                store.replaceGrants(id, List.of(Grant.everywhere(role)));
            }
            store.setEnabled(id, enabled);
            if (!enabled) {
                tokens.deleteAll(id);
            }
            if (store.all().stream().noneMatch(this::isEnabledAdmin)) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST,
                        before.name() + " is the last administrator",
                        "Make another administrator first.");
            }
            Account after = existing(id).account();
            events.publishEvent(new AccessEvent.AccountChanged(actor, before, after));
            return after;
        });
        if (!enabled) {
            sessions.end(id);
        }
        return changed;
    }

    /** Changes one's own password; one's other sessions end. */
    public void changePassword(Actor actor, String oldPassword, String newPassword) {
        AccountRecord own = existing(actor.accountId());
        String key = AccountName.key(own.name());
        throttle.admit(key, actor.peer());
        if (!passwords.matches(oldPassword, own.passwordHash())) {
            events.publishEvent(new AccessEvent.SignInRefused(actor, "wrong old password"));
            throw new LongshoreException(ErrorCode.BAD_CREDENTIALS, "old password: is wrong");
        }
        throttle.succeeded(key, actor.peer());
        setPassword(actor, own, newPassword);
        sessions.endOthers(own.id(), actor.session());
    }

    /** Gives somebody else a new password, who then has to sign in again; needs {@code ACCOUNT_ADMIN}. */
    public void resetPassword(Actor actor, long id, String newPassword) {
        require(actor, "account.password");
        setPassword(actor, existing(id), newPassword);
        sessions.endOthers(id, id == actor.accountId() ? actor.session() : "");
    }

    private void setPassword(Actor actor, AccountRecord account, String newPassword) {
        String hash = passwords.hash("new password", newPassword, account.name());
        inTransaction(() -> {
            store.setPasswordHash(account.id(), hash);
            events.publishEvent(new AccessEvent.PasswordChanged(actor, account.account()));
            return account;
        });
    }

    /**
     * The first administrator acts in its own name; what the settings make, Longshore itself did.
     *
     * @param peer who called, or null if nobody did
     */
    private Account first(AccountName name, String password, @Nullable String peer) {
        String hash = passwords.hash("password", password, name.value());
        Account made;
        try {
            made = inTransaction(() -> {
                store.markSetupDone(now());
                Account admin = store.insert(name, hash, Grant.everywhere(Role.ADMIN), now())
                        .account();
                Actor actor = peer == null
                        ? Actor.system()
                        : new Actor(
                                admin.id(),
                                admin.name(),
                                List.of(Grant.everywhere(Role.ADMIN)),
                                Actor.Method.SESSION,
                                peer,
                                "");
                events.publishEvent(new AccessEvent.SetupDone(actor, admin));
                return admin;
            });
        } catch (DuplicateKeyException lost) {
            throw setupDone();
        }
        try {
            secret.close();
        } catch (IOException trouble) {
            throw new UncheckedIOException("the setup secret is used, but its file can't be removed", trouble);
        }
        return made;
    }

    private boolean isEnabledAdmin(AccountRecord account) {
        return account.enabled()
                && account.grants().stream().anyMatch(grant -> grant.role() == Role.ADMIN && grant.hosts() == null);
    }

    private AccountRecord existing(long id) {
        return store.byId(id).orElseThrow(() -> new LongshoreException(ErrorCode.NOT_FOUND, "no account " + id));
    }

    private void require(Actor actor, String what) {
        if (!access.may(actor, Permission.ACCOUNT_ADMIN)) {
            events.publishEvent(new AccessEvent.Refused(actor, what, Permission.ACCOUNT_ADMIN));
        }
        access.require(actor, Permission.ACCOUNT_ADMIN);
    }

    private <T> T inTransaction(java.util.function.Supplier<T> work) {
        T done = transaction.execute(_ -> work.get());
        if (done == null) {
            throw new IllegalStateException("nothing was done");
        }
        return done;
    }

    /** As precise as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static LongshoreException setupDone() {
        return new LongshoreException(ErrorCode.SETUP_DONE, "the first administrator exists already");
    }
}

package dev.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.DataDirectory;
import dev.longshore.TestDatabase;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.Authentication;

/** What accounts, tokens and sign-in promise on every database. */
abstract class AccountsContract {

    private static final String PASSWORD = "correct horse battery";
    private static final String PEER = "192.0.2.1";

    @TempDir
    Path dir;

    private final List<AccessEvent> events = new ArrayList<>();
    private final Sessions sessions = new Sessions();
    private final SettableClock clock = new SettableClock();

    private TestDatabase database;
    private AccountStore store;
    private SetupSecret secret;
    private Accounts accounts;
    private ApiTokens tokens;
    private SignIn signIn;
    private Actors actors;

    abstract TestDatabase open();

    @BeforeEach
    void openAll() {
        database = open();
        store = database.store(AccountStore.class);
        secret = new SetupSecret(DataDirectory.at(dir.resolve("data")));
        accounts = accounts(secret);
        TokenStore tokenStore = database.store(TokenStore.class);
        tokens = new ApiTokens(tokenStore, store, this::publish, database.transaction(), clock);
        signIn = new SignIn(store, new Passwords(), new SignInThrottle(), this::publish, _ -> {});
        actors = new Actors(store, tokenStore, clock);
    }

    private Accounts accounts(SetupSecret setup) {
        return new Accounts(
                store,
                new Passwords(),
                setup,
                new SignInThrottle(),
                sessions,
                database.store(TokenStore.class),
                new Access(),
                this::publish,
                database.transaction(),
                clock);
    }

    private void publish(Object event) {
        synchronized (events) {
            events.add((AccessEvent) event);
        }
    }

    @AfterEach
    void closeAll() {
        database.close();
    }

    @Test
    void theSecretMakesTheFirstAdministratorOnce() throws IOException {
        String text = secret.open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.file())))
                .isEqualTo("rw-------");
        assertThat(secret.open()).as("survives a restart").isEqualTo(text);

        failsWith(ErrorCode.BAD_CREDENTIALS, () -> accounts.setup("WRONG", "ada", PASSWORD, PEER));
        failsWith(ErrorCode.INVALID_REQUEST, () -> accounts.setup(text, "ada", "short", PEER));
        Account made = accounts.setup(" " + text.toLowerCase(java.util.Locale.ROOT), "ada", PASSWORD, PEER);

        assertThat(made.role()).isEqualTo(Role.ADMIN);
        assertThat(accounts.needsSetup()).isFalse();
        assertThat(secret.file()).doesNotExist();
        failsWith(ErrorCode.SETUP_DONE, () -> accounts.setup(text, "eve", PASSWORD, PEER));
    }

    @Test
    @DisplayName("catalogue 25: of two setups that race, one wins")
    void ofSetupsThatRaceOneWins() throws Exception {
        String text = secret.open();
        int racers = 6;
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Future<Account>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            for (int racer = 0; racer < racers; racer++) {
                String name = "admin" + racer;
                // each has a secret of its own, as servers on one database would
                SetupSecret own = new SetupSecret(DataDirectory.at(dir.resolve("data")));
                own.open();
                Accounts mine = accounts(own);
                Callable<Account> race = () -> {
                    start.await();
                    return mine.setup(text, name, PASSWORD, PEER);
                };
                all.add(threads.submit(race));
            }
        }

        long won =
                all.stream().filter(one -> one.state() == Future.State.SUCCESS).count();
        assertThat(won).isEqualTo(1);
        assertThat(store.all()).hasSize(1);
        assertThat(all.stream().filter(one -> one.state() == Future.State.FAILED))
                .allSatisfy(one -> assertThat(one.exceptionNow())
                        .isInstanceOfSatisfying(
                                LongshoreException.class,
                                fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SETUP_DONE)));
    }

    @Test
    @DisplayName(
            "catalogue 32: an unknown name, a wrong password and a disabled account are told apart by nobody but the log")
    void refusalsLookAlike() {
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.VIEWER);
        accounts.update(admin, bob.id(), Role.VIEWER, false);
        events.clear();

        List<String> told = new ArrayList<>();
        for (String name : List.of("nobody", "admin", "bob")) {
            String tried = name.equals("bob") ? PASSWORD : "wrong wrong wrong";
            told.add(failsWith(ErrorCode.BAD_CREDENTIALS, () -> signIn.check(name, tried, Actor.Method.SESSION, PEER))
                    .reason());
        }

        assertThat(Set.copyOf(told)).hasSize(1);
        assertThat(events)
                .extracting(event -> ((AccessEvent.SignInRefused) event).reason())
                .containsExactly("no such account", "wrong password", "account is disabled");
    }

    @Test
    void namesDifferByMoreThanCase() {
        Actor admin = admin();

        failsWith(ErrorCode.INVALID_REQUEST, () -> accounts.create(admin, "ADMIN", PASSWORD, Role.VIEWER));
        assertThat(signIn.check("Admin", PASSWORD, Actor.Method.BASIC, PEER).getName())
                .isEqualTo("admin");
    }

    @Test
    @DisplayName(
            "catalogue 30: a disabled account's sessions and tokens end at once, and enabling does not bring them back")
    void disablingEndsSessionsAndTokens() {
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.ADMIN);
        Authentication signedIn = signIn.check("bob", PASSWORD, Actor.Method.SESSION, PEER);
        MockHttpServletRequest request = new MockHttpServletRequest();
        MockHttpSession session = new MockHttpSession();
        request.setSession(session);
        hold(session, signedIn);
        Actor actor = actors.of(signedIn, request);
        ApiTokens.ApiToken token = tokens.create(actor, "laptop", null);
        String text = java.util.Objects.requireNonNull(token.text());
        Actor byToken = actors.of(tokens.authenticate(text), request);

        accounts.update(admin, bob.id(), Role.ADMIN, false);

        assertThat(session.isInvalid()).isTrue();
        failsWith(ErrorCode.UNAUTHENTICATED, () -> actors.of(signedIn, request));
        failsWith(ErrorCode.UNAUTHENTICATED, () -> actors.refresh(actor));
        failsWith(ErrorCode.UNAUTHENTICATED, () -> actors.refresh(byToken));
        failsWith(ErrorCode.UNAUTHENTICATED, () -> tokens.authenticate(text));
        accounts.update(admin, bob.id(), Role.ADMIN, true);
        failsWith(ErrorCode.UNAUTHENTICATED, () -> tokens.authenticate(text));
        failsWith(ErrorCode.UNAUTHENTICATED, () -> actors.refresh(byToken));
    }

    @Test
    void grantsAreThoseOfThisMoment() {
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.ADMIN);
        Authentication signedIn = signIn.check("bob", PASSWORD, Actor.Method.BASIC, PEER);

        accounts.update(admin, bob.id(), Role.VIEWER, true);

        assertThat(actors.of(signedIn, new MockHttpServletRequest()).grants())
                .containsExactly(Grant.everywhere(Role.VIEWER));
    }

    @Test
    void grantsOverSingleHostsAreKept() {
        HostId alpha = HostId.of("h-aaaaaaaaaaaaaaaa");
        HostId beta = HostId.of("h-bbbbbbbbbbbbbbbb");
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.VIEWER);
        List<Grant> grants = List.of(
                new Grant(Role.ADMIN, Set.of(alpha, beta)),
                Grant.everywhere(Role.VIEWER),
                new Grant(Role.VIEWER, Set.of()));

        store.replaceGrants(bob.id(), grants);

        assertThat(store.byId(bob.id()).orElseThrow().grants()).containsExactlyElementsOf(grants);
    }

    @Test
    void theLastAdministratorStays() {
        Actor admin = admin();

        failsWith(ErrorCode.INVALID_REQUEST, () -> accounts.update(admin, admin.accountId(), Role.VIEWER, true));
        failsWith(ErrorCode.INVALID_REQUEST, () -> accounts.update(admin, admin.accountId(), Role.ADMIN, false));
        assertThat(store.byId(admin.accountId()).orElseThrow().account().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void twoAdministratorsWhoDisableEachOtherLeaveOne() throws Exception {
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.ADMIN);
        CyclicBarrier start = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (long victim : new long[] {admin.accountId(), bob.id()}) {
                var _ = threads.submit(() -> {
                    start.await();
                    return accounts.update(admin, victim, Role.ADMIN, false);
                });
            }
        }

        assertThat(store.all()).filteredOn(AccountRecord::enabled).hasSize(1);
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() {
        Actor admin = admin();
        Authentication signedIn = signIn.check("admin", PASSWORD, Actor.Method.SESSION, PEER);
        MockHttpSession mine = new MockHttpSession();
        MockHttpSession other = new MockHttpSession();
        hold(mine, signedIn);
        hold(other, signedIn);
        Actor actor = new Actor(
                admin.accountId(), "admin", admin.grants(), Actor.Method.SESSION, PEER, Sessions.hash(mine.getId()));

        failsWith(
                ErrorCode.BAD_CREDENTIALS, () -> accounts.changePassword(actor, "wrong wrong", "another horse staple"));
        failsWith(ErrorCode.INVALID_REQUEST, () -> accounts.changePassword(actor, PASSWORD, "short"));
        accounts.changePassword(actor, PASSWORD, "another horse staple");

        assertThat(mine.isInvalid()).isFalse();
        assertThat(other.isInvalid()).isTrue();
        failsWith(ErrorCode.BAD_CREDENTIALS, () -> signIn.check("admin", PASSWORD, Actor.Method.BASIC, PEER));
        signIn.check("admin", "another horse staple", Actor.Method.BASIC, PEER);
    }

    @Test
    void tokensAreKeptAsHashesAndExpire() {
        Actor admin = admin();
        Instant until = clock.instant().plusSeconds(60);
        String text = java.util.Objects.requireNonNull(
                tokens.create(admin, "nightly job", until).text());

        assertThat(tokens.authenticate(text).getName()).isEqualTo("admin");
        assertThat(database.jdbc()
                        .sql("SELECT secret_hash FROM api_token")
                        .query(String.class)
                        .single())
                .hasSize(64)
                .doesNotContain(text.substring(4));
        assertThat(tokens.list(admin)).singleElement().satisfies(token -> {
            assertThat(token.text()).isNull();
            assertThat(token.expiresAt()).isEqualTo(until);
            assertThat(token.lastUsedAt()).isEqualTo(clock.instant());
        });
        Actor byToken = actors.of(tokens.authenticate(text), new MockHttpServletRequest());
        assertThat(actors.refresh(byToken)).isEqualTo(byToken);
        clock.now = until;
        failsWith(ErrorCode.UNAUTHENTICATED, () -> tokens.authenticate(text));
        failsWith(ErrorCode.UNAUTHENTICATED, () -> actors.refresh(byToken));
        failsWith(ErrorCode.INVALID_REQUEST, () -> tokens.create(admin, "late", until));
        failsWith(ErrorCode.INVALID_REQUEST, () -> tokens.create(admin, "\u202ex", null));
    }

    @Test
    void nobodyEndsAnothersTokenNorLearnsOfIt() {
        Actor admin = admin();
        Account bob = accounts.create(admin, "bob", PASSWORD, Role.ADMIN);
        Actor other = new Actor(bob.id(), "bob", admin.grants(), Actor.Method.SESSION, PEER, "");
        long id = tokens.create(admin, "mine", null).id();

        failsWith(ErrorCode.NOT_FOUND, () -> tokens.revoke(other, id));
        failsWith(ErrorCode.NOT_FOUND, () -> tokens.revoke(other, 4711));
        assertThat(tokens.list(other)).isEmpty();
        tokens.revoke(admin, id);
        assertThat(tokens.list(admin)).isEmpty();
    }

    @Test
    void viewersChangeNoAccountsAndTheRefusalIsTold() {
        Actor viewer = new Actor(9, "vic", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.SESSION, PEER, "");

        failsWith(ErrorCode.FORBIDDEN, () -> accounts.list(viewer));
        failsWith(ErrorCode.FORBIDDEN, () -> accounts.create(viewer, "eve", PASSWORD, Role.ADMIN));
        failsWith(ErrorCode.FORBIDDEN, () -> accounts.update(viewer, 1, Role.ADMIN, true));
        failsWith(ErrorCode.FORBIDDEN, () -> accounts.resetPassword(viewer, 1, PASSWORD));
        assertThat(events).hasSize(4).allMatch(AccessEvent.Refused.class::isInstance);
    }

    private Actor admin() {
        Account made = accounts.createFirst("admin", PASSWORD);
        return new Actor(made.id(), "admin", List.of(Grant.everywhere(Role.ADMIN)), Actor.Method.SESSION, PEER, "");
    }

    private void hold(MockHttpSession session, Authentication authentication) {
        var context = new org.springframework.security.core.context.SecurityContextImpl(authentication);
        session.setAttribute("SPRING_SECURITY_CONTEXT", context);
        sessions.attributeAdded(
                new jakarta.servlet.http.HttpSessionBindingEvent(session, "SPRING_SECURITY_CONTEXT", context));
    }

    private static LongshoreException failsWith(ErrorCode code, ThrowingCallable act) {
        List<LongshoreException> caught = new ArrayList<>();
        assertThatThrownBy(act).isInstanceOfSatisfying(LongshoreException.class, fault -> {
            assertThat(fault.code()).isEqualTo(code);
            caught.add(fault);
        });
        return caught.getFirst();
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T05:00:00.123456Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Service;

/** Checks names and passwords. A caller is never told which of the two was wrong, nor can the time tell. */
@Service
public class SignIn {

    private final AccountStore accounts;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final ApplicationEventPublisher events;
    private final Consumer<Duration> pause;

    @Autowired
    SignIn(AccountStore accounts, Passwords passwords, SignInThrottle throttle, ApplicationEventPublisher events) {
        this(accounts, passwords, throttle, events, SignIn::sleep);
    }

    SignIn(
            AccountStore accounts,
            Passwords passwords,
            SignInThrottle throttle,
            ApplicationEventPublisher events,
            Consumer<Duration> pause) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.events = events;
        this.pause = pause;
    }

    /**
     * Signs in with name and password.
     *
     * @param method {@code SESSION} or {@code BASIC}
     * @param peer the caller's address
     * @throws LongshoreException {@code BAD_CREDENTIALS}, {@code RATE_LIMITED}
     */
    public Authentication check(String name, String password, Actor.Method method, String peer) {
        String key = AccountName.key(name);
        pause.accept(throttle.admit(key, peer));
        AccountRecord account = accounts.byKey(key).orElse(null);
        boolean right = passwords.matches(password, account == null ? null : account.passwordHash());
        if (!right || account == null || !account.enabled()) {
            String reason = account == null ? "no such account" : right ? "account is disabled" : "wrong password";
            Actor nobody = new Actor(0, SafeText.line(name, AccountName.MAX_CHARS), List.of(), method, peer, "");
            events.publishEvent(new AccessEvent.SignInRefused(nobody, reason));
            throw new LongshoreException(ErrorCode.BAD_CREDENTIALS, "wrong name or password");
        }
        throttle.succeeded(key, peer);
        events.publishEvent(
                new AccessEvent.SignedIn(new Actor(account.id(), account.name(), account.grants(), method, peer, "")));
        return authenticated(new AccountPrincipal(account.id(), account.name(), method, 0));
    }

    /** No authority but that somebody is there: rights are grants, and read at each request. */
    static Authentication authenticated(AccountPrincipal principal) {
        return UsernamePasswordAuthenticationToken.authenticated(
                principal, null, List.of(new SimpleGrantedAuthority("ROLE_USER")));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "the server is stopping", stop);
        }
    }
}

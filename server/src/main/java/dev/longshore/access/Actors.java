package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Service;

/**
 * Turns what Spring Security established into an {@link Actor}; read in one class of the page and one of the API only. The
 * grants are those of this moment, not those of sign-in.
 */
@Service
public class Actors {

    private final AccountStore accounts;
    private final TokenStore tokens;
    private final Clock clock;

    Actors(AccountStore accounts, TokenStore tokens, Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * The actor of an authenticated request.
     *
     * @throws LongshoreException {@code UNAUTHENTICATED} if nobody is signed in, or the account was disabled since
     */
    public Actor of(@Nullable Authentication authentication, HttpServletRequest request) {
        if (authentication == null || !(authentication.getPrincipal() instanceof AccountPrincipal principal)) {
            throw unauthenticated();
        }
        AccountRecord account = current(principal.accountId());
        String peer = request.getRemoteAddr();
        return new Actor(
                account.id(),
                account.name(),
                account.grants(),
                principal.method(),
                peer == null ? "" : peer,
                session(principal, request));
    }

    /**
     * The same actor with the grants of this moment, for what goes on after its request: streams and pages that are pushed.
     *
     * @throws LongshoreException {@code UNAUTHENTICATED} if the account was disabled, or its token ended or expired, since
     */
    public Actor refresh(Actor actor) {
        if (actor.method() == Actor.Method.SYSTEM) {
            return actor;
        }
        AccountRecord account = current(actor.accountId());
        if (actor.method() == Actor.Method.TOKEN
                && tokens.byId(Long.parseLong(actor.session()))
                        .filter(token -> !token.expired(clock.instant()))
                        .isEmpty()) {
            throw unauthenticated();
        }
        return new Actor(account.id(), account.name(), account.grants(), actor.method(), actor.peer(), actor.session());
    }

    private AccountRecord current(long accountId) {
        return accounts.byId(accountId).filter(AccountRecord::enabled).orElseThrow(Actors::unauthenticated);
    }

    private static String session(AccountPrincipal principal, HttpServletRequest request) {
        if (principal.method() == Actor.Method.TOKEN) {
            return Long.toString(principal.tokenId());
        }
        HttpSession session = principal.method() == Actor.Method.SESSION ? request.getSession(false) : null;
        return session == null ? "" : Sessions.hash(session.getId());
    }

    private static LongshoreException unauthenticated() {
        return new LongshoreException(ErrorCode.UNAUTHENTICATED, "nobody is signed in, or not any more");
    }
}

package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** API tokens of an account: {@code lsp_…} with 160 random bits, kept as hashes, shown once. */
@Service
public class ApiTokens {

    static final String PREFIX = "lsp_";

    private static final Pattern FORM = Pattern.compile("lsp_[0-9a-f]{40}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@:/-]{0,63}");
    private static final int SECRET_BYTES = 20;
    private static final int MOST_PER_ACCOUNT = 100;

    /** How precise the time of the last use is kept, so that not each call writes. */
    private static final Duration USE_PRECISION = Duration.ofMinutes(1);

    private final TokenStore store;
    private final AccountStore accounts;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiTokens(
            TokenStore store,
            AccountStore accounts,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A token as listed; its text is only there right after it was made.
     *
     * @param expiresAt or null for never
     */
    public record ApiToken(
            long id,
            String name,
            @Nullable String text,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        @Override
        public String toString() {
            return "ApiToken[" + id + "]";
        }
    }

    /**
     * Makes a token with the rights of the account itself. A token can't make another one: who stole it could not be shut
     * out.
     *
     * @throws LongshoreException {@code INVALID_REQUEST}, {@code FORBIDDEN} with a token
     */
    public ApiToken create(Actor actor, String name, @Nullable Instant expiresAt) {
        if (actor.method() == Actor.Method.TOKEN) {
            throw new LongshoreException(
                    ErrorCode.FORBIDDEN,
                    "a token can't make tokens",
                    "Make it with name and password, or on the page.");
        }
        if (!NAME.matcher(name).matches()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "name: needs 1 to 64 letters, digits, spaces, and . _ @ : / -");
        }
        Instant now = now();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "expiresAt: lies in the past");
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text = PREFIX + HexFormat.of().formatHex(secret);
        ApiToken made = transaction.execute(_ -> {
            if (store.of(actor.accountId()).size() >= MOST_PER_ACCOUNT) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST,
                        "the account has " + MOST_PER_ACCOUNT + " tokens already",
                        "End some of those that are not used any more.");
            }
            ApiToken token = store.insert(actor.accountId(), name, hash(text), now, expiresAt)
                    .token(text);
            events.publishEvent(new AccessEvent.TokenCreated(actor, token));
            return token;
        });
        if (made == null) {
            throw new IllegalStateException("no token was made");
        }
        return made;
    }

    /** One's own tokens. */
    public List<ApiToken> list(Actor actor) {
        return store.of(actor.accountId()).stream().map(row -> row.token(null)).toList();
    }

    /** Ends one of one's own tokens; {@code NOT_FOUND} if there is none of that id. */
    public void revoke(Actor actor, long id) {
        transaction.executeWithoutResult(_ -> {
            if (!store.delete(actor.accountId(), id)) {
                throw new LongshoreException(ErrorCode.NOT_FOUND, "no token " + id);
            }
            events.publishEvent(new AccessEvent.TokenRevoked(actor, id));
        });
    }

    /**
     * Whose token this is.
     *
     * @throws LongshoreException {@code UNAUTHENTICATED} for one that is wrong, expired, ended, or of a disabled account
     */
    public Authentication authenticate(String text) {
        if (!FORM.matcher(text).matches()) {
            throw refused();
        }
        TokenStore.TokenRecord token = store.byHash(hash(text)).orElseThrow(ApiTokens::refused);
        Instant now = now();
        AccountRecord account = accounts.byId(token.accountId()).orElseThrow(ApiTokens::refused);
        if (!account.enabled() || token.expired(now)) {
            throw refused();
        }
        Instant last = token.lastUsedAt();
        if (last == null || last.isBefore(now.minus(USE_PRECISION))) {
            store.used(token.id(), now);
        }
        return SignIn.authenticated(new AccountPrincipal(account.id(), account.name(), Actor.Method.TOKEN, token.id()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static LongshoreException refused() {
        return new LongshoreException(ErrorCode.UNAUTHENTICATED, "the API token is not valid, or not any more");
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

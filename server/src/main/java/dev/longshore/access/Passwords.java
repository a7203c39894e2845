package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Rules and hashes of passwords: argon2id with 46 MiB, one pass, one lane. Runs are bounded, so that a flood of sign-ins
 * can't take the heap: at most {@link #RUNS} times 46 MiB.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP</a>
 */
@Component
class Passwords {

    static final int MIN_CHARS = 10;
    static final int MAX_CHARS = 128;

    private static final int RUNS = 2;
    private static final long RUN_WAIT_SECONDS = 10;

    /** Costs as much as a real hash and matches nothing that a person can type. */
    private static final String NOBODY =
            "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static final Set<String> TOO_COMMON = Set.of(
            "1234567890",
            "12345678901",
            "123456789012",
            "0123456789",
            "0987654321",
            "qwertyuiop",
            "qwertyuiop123",
            "qwerty1234",
            "qwerty12345",
            "qwerty123456",
            "password12",
            "password123",
            "password1234",
            "passw0rd123",
            "p@ssword123",
            "p@ssw0rd123",
            "letmein123",
            "letmein1234",
            "iloveyou123",
            "welcome123",
            "welcome1234",
            "administrator",
            "admin12345",
            "admin123456",
            "adminadmin",
            "changeme123",
            "changeme1234",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "abcdefghij",
            "abcd123456",
            "abc1234567",
            "longshore1",
            "longshore12",
            "longshore123");

    private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 46 * 1024, 1);
    private final Semaphore runs = new Semaphore(RUNS, true);

    /** Refuses a weak password, else gives its hash. */
    String hash(String field, String password, String accountName) {
        check(field, password, accountName);
        return bounded(() -> encode(password));
    }

    /**
     * Whether the password is the one of the hash.
     *
     * @param hash or null for an account that does not exist, which takes as long
     */
    boolean matches(String password, @Nullable String hash) {
        boolean tooLong = password.length() > MAX_CHARS;
        String tried = normal(tooLong ? password.substring(0, MAX_CHARS) : password);
        boolean same = bounded(() -> encoder.matches(tried, hash == null ? NOBODY : hash));
        return same && hash != null && !tooLong;
    }

    private static void check(String field, String password, String accountName) {
        int chars = password.codePointCount(0, password.length());
        if (chars < MIN_CHARS) {
            throw weak(field + ": has " + chars + " characters, at least " + MIN_CHARS + " are needed");
        }
        if (password.length() > MAX_CHARS) {
            throw weak(field + ": has more than " + MAX_CHARS + " characters");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (TOO_COMMON.contains(lower) || lower.chars().distinct().count() < 4) {
            throw weak(field + ": is one of those that are tried first");
        }
        if (lower.equals(accountName.toLowerCase(Locale.ROOT))) {
            throw weak(field + ": is the account's name");
        }
    }

    private String encode(String password) {
        String hash = encoder.encode(normal(password));
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        return hash;
    }

    /** Composed and decomposed accents are the same password (RFC 8265). */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static LongshoreException weak(String reason) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                reason,
                "Choose another one, for example four words that don't belong together.");
    }

    private <T> T bounded(Supplier<T> run) {
        try {
            if (!runs.tryAcquire(RUN_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new LongshoreException(ErrorCode.RATE_LIMITED, "too many people are signing in at once");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "the server is stopping", stop);
        }
        try {
            return run.get();
        } finally {
            runs.release();
        }
    }
}

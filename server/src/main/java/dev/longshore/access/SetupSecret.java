package dev.longshore.access;

import dev.longshore.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The secret that makes the first administrator: in the log and in {@code setup-secret} in the data directory, which only
 * the server's user can read, until it was used. It survives a restart.
 */
@Component
class SetupSecret {

    /** Without letters that look alike. */
    private static final String ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    private static final int GROUPS = 4;
    private static final int GROUP_CHARS = 5;

    private final DataDirectory data;
    private final SecureRandom random = new SecureRandom();

    private volatile @Nullable String secret;

    SetupSecret(DataDirectory data) {
        this.data = data;
    }

    /** Reads the secret, or makes it. */
    String open() throws IOException {
        Path file = file();
        String known = Files.exists(file) ? Files.readString(file).strip() : "";
        if (known.isEmpty()) {
            known = make();
            data.writePrivate(file, known + "\n");
        }
        secret = known;
        return known;
    }

    /** Whether this is the secret; the time does not tell how much of it is right. */
    boolean matches(String tried) {
        String expected = secret;
        byte[] given = bytes(tried.strip().toUpperCase(Locale.ROOT));
        return expected != null && MessageDigest.isEqual(given, bytes(expected));
    }

    /** It was used: it is nothing any more. */
    void close() throws IOException {
        secret = null;
        Files.deleteIfExists(file());
    }

    Path file() {
        return data.path().resolve("setup-secret");
    }

    private String make() {
        StringBuilder made = new StringBuilder();
        for (int at = 0; at < GROUPS * GROUP_CHARS; at++) {
            if (at > 0 && at % GROUP_CHARS == 0) {
                made.append('-');
            }
            made.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return made.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

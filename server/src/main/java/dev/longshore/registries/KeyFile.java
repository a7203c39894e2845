package dev.longshore.registries;

import dev.longshore.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The file that holds the keys which seal secrets: one or two lines of base 64, each of 32 bytes. The first seals; the
 * second opens what an earlier first line sealed. A file that is there is never written.
 *
 * @see "docs/adr/0013-sealed-secrets.md"
 */
@Component
class KeyFile {

    static final String SETTING = "LONGSHORE_KEK_FILE";

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int MOST_KEYS = 2;
    private static final Set<PosixFilePermission> OWNER_READS = PosixFilePermissions.fromString("r--------");

    private final DataDirectory data;
    private final Path file;
    private final boolean given;

    KeyFile(DataDirectory data, RegistrySettings settings) {
        this.data = data;
        Path set = settings.kekFile();
        this.given = set != null && !set.toString().isEmpty();
        this.file = given && set != null ? set : data.path().resolve("kek");
    }

    Path path() {
        return file;
    }

    /** Whether it is one that somebody else is to provide. */
    boolean given() {
        return given;
    }

    /** The keys, the sealing one first; null if there is no file. */
    @Nullable
    List<SealingKey> read() {
        if (!Files.exists(file)) {
            return null;
        }
        List<SealingKey> keys = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    keys.add(SealingKey.of(Base64.getDecoder().decode(line.strip())));
                }
            }
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{} can be read by every user of this machine: chmod 0400 it", file);
            }
        } catch (IllegalArgumentException notAKey) {
            throw new WrongKey(file + " holds a line that is not 32 bytes in base 64", notAKey);
        } catch (IOException trouble) {
            throw new UncheckedIOException("the keys in " + file + " can't be read", trouble);
        }
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new WrongKey(file + " must hold one key or two", null);
        }
        return keys;
    }

    /** Makes the file with a new key, closed to everybody else. */
    List<SealingKey> make() {
        byte[] random = new byte[SealingKey.BYTES];
        new SecureRandom().nextBytes(random);
        try {
            data.writePrivate(file, Base64.getEncoder().encodeToString(random) + "\n");
            Files.setPosixFilePermissions(file, OWNER_READS);
        } catch (IOException trouble) {
            throw new UncheckedIOException("the key that seals secrets can't be kept in " + file, trouble);
        }
        LOG.info("Made {}, which seals passwords of registries: keep a copy of it apart from backups", file);
        return List.of(SealingKey.of(random));
    }
}

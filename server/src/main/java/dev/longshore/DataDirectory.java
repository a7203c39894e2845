package dev.longshore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The one directory that holds what has to last: made when first needed, and closed to other users of the machine. */
@Component
public final class DataDirectory {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    @Autowired
    DataDirectory(LongshoreSettings settings) {
        this(settings.dataDir());
    }

    private DataDirectory(Path dir) {
        path = dir.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, OWNER);
        } catch (IOException trouble) {
            throw new UncheckedIOException(
                    "LONGSHORE_DATA_DIR " + path + " can't be made or is not this user's own", trouble);
        }
    }

    /** The directory at this path. */
    public static DataDirectory at(Path dir) {
        return new DataDirectory(dir);
    }

    /** Absolute; exists with mode 0700. */
    public Path path() {
        return path;
    }

    /** Writes a file with mode 0600, whole or not at all, and durably. */
    public void writePrivate(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", "", OWNER_FILE);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}

package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only the server's user may read, written as a whole or not at all. */
final class PrivateFiles {

    private PrivateFiles() {}

    static void directory(Path dir) {
        try {
            Files.createDirectories(dir);
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw storage(dir, e);
        }
    }

    static void write(Path file, byte[] content) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(beside);
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw storage(file, e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw storage(file, e);
        }
    }

    private static LongshoreException storage(Path path, IOException e) {
        return new LongshoreException(
                ErrorCode.STORAGE,
                path + " can't be used: " + e.getMessage(),
                "Set LONGSHORE_DATA_DIR to a directory that the server may write, and see to its free space.");
    }
}

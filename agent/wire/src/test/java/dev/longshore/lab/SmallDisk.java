package dev.longshore.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file system of a few KiB that really fills up, mounted over a directory until it is closed. Needs root. */
public final class SmallDisk implements AutoCloseable {

    private static final int PAGE = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts a disk of so many KiB over the directory, which is made if it is not there. */
    public static SmallDisk over(Path directory, int kib) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LabCommand.succeed(
                List.of("mount", "-t", "tmpfs", "-o", "mode=700,size=" + kib + "k", "tmpfs", directory.toString()),
                Map.of());
        return new SmallDisk(directory);
    }

    /** Leaves no room for another page; what files have of their last page stays theirs. */
    public void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(new byte[PAGE]);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Gives the room back that {@link #fill} took. */
    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    /** Takes it away, with all that is on it, although a file of it may still be open. */
    @Override
    public void close() {
        LabCommand.succeed(List.of("umount", "--lazy", directory.toString()), Map.of());
    }
}

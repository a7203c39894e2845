package dev.longshore.agent.host;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * How full the file system of a folder is. An agent in a container sees another folder of that name, or none: {@code
 * hostRoot} is where the host's root is mounted then.
 */
public final class DiskSpace {

    private final Path hostRoot;

    /**
     * @param hostRoot {@code /} for an agent on the host itself
     */
    public DiskSpace(Path hostRoot) {
        this.hostRoot = hostRoot;
    }

    /** Bytes of a file system; zero where it can't be told. */
    public record Reading(long totalBytes, long freeBytes) {}

    /** The file system that holds the folder. */
    public Reading of(String folder) {
        if (!folder.startsWith("/")) {
            return new Reading(0, 0);
        }
        try {
            Path path = hostRoot.resolve(folder.substring(1));
            if (!Files.isDirectory(path)) {
                return new Reading(0, 0);
            }
            FileStore store = Files.getFileStore(path);
            return new Reading(store.getTotalSpace(), store.getUsableSpace());
        } catch (IOException | InvalidPathException _) {
            return new Reading(0, 0);
        }
    }
}

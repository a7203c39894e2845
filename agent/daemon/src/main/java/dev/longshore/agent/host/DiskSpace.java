package dev.longshore.agent.host;

import java.io.File;
import java.nio.file.Path;

/** How full the file system of a folder is. */
public final class DiskSpace {

    private final HostFiles files;

    /** Of folders of the machine with these files. */
    public DiskSpace(HostFiles files) {
        this.files = files;
    }

    /** Bytes of a file system; zero where it can't be told. */
    public record Reading(long totalBytes, long freeBytes) {}

    /** The file system that holds the folder. */
    public Reading of(String folder) {
        Path found = files.find(folder);
        File directory = found == null ? null : found.toFile();
        return directory == null || !directory.isDirectory()
                ? new Reading(0, 0)
                : new Reading(directory.getTotalSpace(), directory.getUsableSpace());
    }
}

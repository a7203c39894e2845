package dev.longshore.agent.engine;

import dev.longshore.agent.WorkBounds;
import dev.longshore.model.SafeText;
import java.util.Arrays;

/**
 * What may be in a root filesystem: any kind of file, link or device, as in layers that engines pull, which they unpack in a
 * cage; but only so many and so large, and nothing that names a place outside.
 */
final class RootEntries implements WholeTar.Contents {

    private static final int MOST_NAME_CHARS = 4_096;

    private final WorkBounds bounds;
    private int count;
    private long bytes;

    RootEntries(WorkBounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public void take(TarReader.Entry entry) {
        String name = entry.name();
        if (++count > bounds.rootEntries()) {
            throw ArchiveManifest.bad("it has more than " + bounds.rootEntries() + " entries");
        }
        // a sparse file is as large as it says once it is unpacked
        bytes += entry.sizeBytes();
        if (entry.sizeBytes() < 0 || bytes < 0 || bytes > bounds.bytes()) {
            throw ArchiveManifest.bad("its files are larger than " + (bounds.bytes() >> 20) + " MiB together");
        }
        if (name.startsWith("/")
                || name.length() > MOST_NAME_CHARS
                || name.indexOf('\0') >= 0
                || Arrays.asList(name.split("/", -1)).contains("..")) {
            throw ArchiveManifest.bad("its entry " + SafeText.quote(name) + " lies outside of it");
        }
    }

    @Override
    public void ended() {
        if (count == 0) {
            throw ArchiveManifest.bad("it holds nothing");
        }
    }
}

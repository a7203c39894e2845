package dev.longshore.link;

import java.io.IOException;
import java.io.InputStream;

/** Takes an archive that a host sends, as it comes. */
@FunctionalInterface
public interface ArchiveReader {

    /** Reads all of it; what it throws ends the stream, and the host is told. */
    void read(InputStream in) throws IOException;
}

package dev.longshore.operations;

import dev.longshore.DataDirectory;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The library of zstd, which is no Java: it is unpacked when it is first used, into the data directory, since a container's
 * {@code /tmp} may let nothing run from it; and it may be missing for a machine.
 */
@Component
final class Zstd {

    private static final Logger LOG = LoggerFactory.getLogger(Zstd.class);
    private static final String FOLDER = "ZstdTempFolder";

    Zstd(DataDirectory data) {
        Path folder = data.path().resolve("native");
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                for (Path each : left) {
                    Files.delete(each); // of a server that was killed
                }
            }
            System.setProperty(FOLDER, folder.toString());
        } catch (IOException trouble) {
            LOG.warn("{} can't be used: {}", folder, trouble.toString());
        }
    }

    /** Something that needs it. */
    interface Use<T> {
        T get() throws IOException;
    }

    /** Uses it; {@link ErrorCode#INVALID_REQUEST} where it can't be had. */
    static <T> T use(Use<T> use) throws IOException {
        try {
            return use.get();
        } catch (LinkageError missing) {
            LOG.warn("zstd can't be used: {}", missing.toString());
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "zstd can't be used on the server's machine", "Use gzip, or none.");
        }
    }
}

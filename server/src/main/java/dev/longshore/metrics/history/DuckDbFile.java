package dev.longshore.metrics.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DuckDB file with our tables. One that can't be read as a database is set aside, never a reason to stop. */
final class DuckDbFile {

    private static final Logger log = LoggerFactory.getLogger(DuckDbFile.class);
    private static final Duration STALE = Duration.ofMinutes(10);

    private final Path file;
    private final int memoryMib;
    private final Clock clock;
    private boolean swept;

    DuckDbFile(Path file, int memoryMib, Clock clock) {
        this.file = file.toAbsolutePath();
        this.memoryMib = memoryMib;
        this.clock = clock;
    }

    DuckDBConnection open() throws SQLException {
        sweep();
        try {
            return connect();
        } catch (SQLException e) {
            if (!isCorrupt(e)) {
                throw e;
            }
            setAside(e);
            return connect();
        }
    }

    private DuckDBConnection connect() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", memoryMib + "MiB");
        settings.setProperty("threads", "2");
        settings.setProperty("preserve_insertion_order", "false");
        settings.setProperty("temp_directory", file + ".tmp");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        DuckDBConnection connection = connect(settings);
        try {
            privately();
            connection.setAutoCommit(false);
            Tables.make(connection, "", ""); // an index would have to be in memory
            connection.commit();
            connection.setAutoCommit(true);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** DuckDB's library is no Java: it is unpacked into the folder for temporary files, and run from there. */
    private DuckDBConnection connect(Properties settings) throws SQLException {
        try {
            return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, settings);
        } catch (LinkageError e) {
            throw new SQLException(
                    "DuckDB's library can't be run from " + System.getProperty("java.io.tmpdir")
                            + ", which must not be mounted noexec, on a system with glibc: "
                            + (e.getCause() == null ? e : e.getCause()),
                    e);
        }
    }

    private void privately() {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("{}: {}", file, e.toString());
        }
    }

    private static boolean isCorrupt(SQLException trouble) {
        String text = SqlFaults.text(trouble);
        return !SqlFaults.isDiskFull(trouble)
                && (text.contains("not a valid duckdb database")
                        || text.contains("corrupt")
                        || text.contains("checksum")
                        || text.contains("serialization error")
                        || text.contains("failure while replaying wal")
                        || text.contains("internal error")
                        || text.contains("could not read enough bytes")
                        || text.contains("trying to read a database file with version number"));
    }

    private void setAside(SQLException why) throws SQLException {
        String suffix = ".unreadable-" + clock.instant().getEpochSecond();
        try {
            for (String part : new String[] {"", ".wal"}) {
                Path from = Path.of(file + part);
                if (Files.exists(from)) {
                    Files.move(from, Path.of(file + suffix + part));
                }
            }
        } catch (IOException e) {
            why.addSuppressed(e);
            throw why;
        }
        log.error(
                "the history in {} can't be read and was set aside as {}{}; a new one begins: {}",
                file,
                file.getFileName(),
                suffix,
                why.getMessage());
    }

    /** DuckDB unpacks its library for each process, and a process that is killed leaves it behind. */
    private void sweep() {
        if (swept) {
            return;
        }
        swept = true;
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), "libduckdb_java*.so")) {
            for (Path library : left) {
                if (Files.getLastModifiedTime(library)
                        .toInstant()
                        .isBefore(clock.instant().minus(STALE))) {
                    Files.deleteIfExists(library);
                }
            }
        } catch (IOException e) {
            log.debug("what is left of DuckDB's library: {}", e.toString());
        }
    }
}

package dev.longshore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL server from Debian's package {@code postgresql}, once per JVM, in a folder that goes with it. */
final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path dir;
    private final Path bin;
    private final int port = TestServer.freePort();

    private TestPostgres() {
        try {
            bin = newestBin();
            dir = Files.createTempDirectory("longshore-postgres-");
            if (isRoot()) {
                Files.setOwner(
                        dir, dir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        run("initdb", "-D", data(), "-A", "trust", "-U", "longshore", "-E", "UTF8", "--locale=C.UTF-8", "-N");
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-t",
                "120",
                "-l",
                dir.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + dir + " -c fsync=off",
                "start");
    }

    private static final class Holder {
        private static final TestPostgres SHARED = new TestPostgres();
    }

    /** The URL of a fresh, empty database; the user is {@code longshore}, any password does. */
    static String freshUrl() {
        TestPostgres shared = Holder.SHARED;
        String name = "t" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(shared.url("postgres"), "longshore", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException trouble) {
            throw new IllegalStateException(trouble);
        }
        return shared.url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private String data() {
        return dir.resolve("data").toString();
    }

    private void stop() {
        try {
            if (Files.exists(Path.of(data(), "postmaster.pid"))) {
                run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            }
        } finally {
            try (Stream<Path> all = Files.walk(dir)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            } catch (IOException trouble) {
                // nothing more can be done at the end
            }
        }
    }

    /** PostgreSQL refuses to run as root. */
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("longshore-postgres", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(180, TimeUnit.SECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + said);
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Path newestBin() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            throw new IllegalStateException("PostgreSQL is missing: apt-get install postgresql");
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() ->
                            new IllegalStateException("PostgreSQL's server is missing: apt-get install postgresql"));
        }
    }
}

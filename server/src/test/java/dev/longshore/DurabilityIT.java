package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Servers in processes of their own, which can be killed. */
class DurabilityIT {

    private static final String ACKNOWLEDGED = "acknowledged ";
    private static final int KILLS = 20;

    @TempDir
    private Path dir;

    @Test
    @DisplayName("catalogue 86: 20 times kill -9 between commits, and no acknowledged row is lost")
    void acknowledgedRowsSurviveAKill() throws Exception {
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = java("dev.longshore.DurabilityIT$Writer", dir.toString());
            try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
                // a different moment each time
                int until = 5 + kill * 3 % 40;
                String text = said.readLine();
                for (int acks = 0; text != null; text = said.readLine()) {
                    if (text.startsWith(ACKNOWLEDGED)) {
                        acknowledged = Long.parseLong(text.substring(ACKNOWLEDGED.length()));
                        if (++acks == until) {
                            // what it has said until it is dead counts too: the handle leaves the pipe open
                            writer.toHandle().destroyForcibly();
                        }
                    }
                }
            }
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        try (TestDatabase database = TestDatabase.h2(dir)) {
            assertThat(database.jdbc()
                            .sql("SELECT seq FROM audit_head")
                            .query(Long.class)
                            .single())
                    .isGreaterThanOrEqualTo(acknowledged)
                    .isPositive();
            assertThat(database.jdbc()
                            .sql("SELECT count(*) FROM audit_entry")
                            .query(Long.class)
                            .single())
                    .isEqualTo(database.jdbc()
                            .sql("SELECT max(seq) FROM audit_entry")
                            .query(Long.class)
                            .single());
        }
    }

    @Test
    @DisplayName("catalogue 90: a second server on the same data refuses to start, and says why")
    void aSecondServerOnTheSameDataRefuses() throws Exception {
        try (TestServer first = TestServer.start(dir.resolve("data"))) {
            Path output = dir.resolve("second.log");
            Process second = process(List.of(
                            "dev.longshore.Longshore",
                            "--longshore.data-dir=" + dir.resolve("data"),
                            "--longshore.port=" + TestServer.freePort(),
                            "--longshore.agent-port=" + TestServer.freePort()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();

            assertThat(second.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isNotZero();
            assertThat(Files.readString(output))
                    .contains("Another Longshore server is using")
                    .contains("Stop the other server");
            assertThat(first.send("GET", "/actuator/health", "").statusCode()).isEqualTo(200);
            assertThat(first.bean(AuditLog.class).verify(Actor.system()).intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("catalogue 90: on PostgreSQL too, and a whole server works there")
    void aSecondServerOnTheSamePostgresRefuses() throws Exception {
        String url = TestPostgres.freshUrl();
        Map<String, String> settings = Map.of(
                "longshore.db-url",
                url,
                "longshore.db-user",
                "longshore",
                "longshore.admin-password",
                TestServer.ADMIN_PASSWORD);
        try (TestServer first = TestServer.start(dir.resolve("one"), settings)) {
            assertThat(first.get(first.adminToken(), "/api/v1/audit").statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> TestServer.start(dir.resolve("two"), settings))
                    .hasRootCauseInstanceOf(DatabaseInUse.class);
        }
        try (TestServer again = TestServer.start(dir.resolve("one"), settings)) {
            assertThat(again.get(again.adminToken(), "/api/v1/audit/verification")
                            .body())
                    .contains("\"firstBad\":null");
        }
    }

    private static Process java(String... arguments) throws IOException {
        return process(List.of(arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessBuilder process(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Appends to the audit as fast as it can, and says after each commit which line is in. */
    static final class Writer {

        private Writer() {}

        static void main(String[] arguments) {
            TestDatabase database = TestDatabase.h2(Path.of(arguments[0]));
            AuditLog audit = dev.longshore.audit.TestAudit.on(database);
            JdbcClient jdbc = database.jdbc();
            while (true) {
                audit.record(Actor.system(), "test", "", Map.of(), true, "succeeded", null);
                System.out.println(ACKNOWLEDGED
                        + jdbc.sql("SELECT seq FROM audit_head")
                                .query(Long.class)
                                .single());
                System.out.flush();
            }
        }
    }
}

package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue 63: kill -9 of the server's process at 20 points of its work, over a real database file. */
class KilledServerIT {

    @TempDir
    Path dir;

    @ParameterizedTest(name = "killed at point {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 31, 64})
    @DisplayName("catalogue 63: an acknowledged operation is never missing, and none runs for ever")
    void nothingAcknowledgedIsLost(int point) throws Exception {
        String url = "jdbc:h2:file:" + dir.resolve("longshore") + ";WRITE_DELAY=0";
        DataSource database = Gateway.database(url);
        Gateway.createTables(database);
        Seen seen = killAt(point, url);

        Gateway gateway = new Gateway(Gateway.database(url));
        HostId alpha = gateway.agents.enrol("alpha");
        gateway.aftermath.afterSingletonsInstantiated();
        for (String id : seen.acked) {
            assertThat(gateway.store.find(OperationId.of(id)))
                    .as("acknowledged " + id)
                    .isPresent();
        }
        // the agent outlived the server: its journal holds what it did and nobody confirmed
        Hello.Builder hello = Hello.newBuilder();
        Set<String> finished = new TreeSet<>(seen.done);
        finished.removeAll(seen.heard);
        finished.forEach(
                id -> hello.addUnacknowledged(Gateway.outcome(OperationId.of(id), OperationOutcome.State.SUCCEEDED)));
        Set<String> running = new TreeSet<>(seen.took);
        running.removeAll(seen.done);
        boolean survives = point % 2 == 0;
        if (survives) {
            hello.addAllRunningOperations(running);
        }
        gateway.connect(alpha, hello);
        gateway.snapshot(alpha);
        if (survives) {
            running.forEach(id -> gateway.outcome(alpha, OperationId.of(id), OperationOutcome.State.SUCCEEDED));
        }

        for (Operation operation : gateway.operations
                .list(Actor.system(), OperationQuery.newest(200))
                .items()) {
            String id = operation.id().value();
            assertThat(operation.state().ended()).as(operation.toString()).isTrue();
            boolean happened = seen.done.contains(id) || (survives && running.contains(id));
            assertThat(operation.state())
                    .as(id)
                    .isEqualTo(happened ? OperationState.SUCCEEDED : OperationState.INTERRUPTED);
        }
        gateway.runner.destroy();
    }

    private record Seen(Set<String> acked, Set<String> took, Set<String> done, Set<String> heard) {}

    private Seen killAt(int point, String url) throws IOException, InterruptedException {
        Path output = dir.resolve("stdout");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process server = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Xshare:auto",
                        "-cp",
                        classPath,
                        CrashingServer.class.getName(),
                        url,
                        Integer.toString(point)))
                .redirectError(dir.resolve("stderr").toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(output).contains(CrashingServer.AT_THE_POINT));
        } finally {
            server.destroyForcibly(); // SIGKILL
            server.waitFor();
        }
        Seen seen = new Seen(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
        Files.readAllLines(output).forEach(line -> note(seen, line));
        return seen;
    }

    private static void note(Seen seen, String line) {
        String id = line.substring(line.indexOf(' ') + 1);
        switch (line.split(" ", 2)[0]) {
            case "ACKED" -> seen.acked.add(id);
            case "TOOK" -> seen.took.add(id);
            case "DONE" -> seen.done.add(id);
            case "HEARD" -> seen.heard.add(id);
            default -> {}
        }
    }
}

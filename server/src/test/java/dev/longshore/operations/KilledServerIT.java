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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue 63: kill -9 of the server's process at 20 points of its work, over a real database file. */
class KilledServerIT {

    /** How far operations were when the server was killed, over all points. */
    private static final Set<Phase> PHASES = EnumSet.noneOf(Phase.class);

    @TempDir
    Path dir;

    private enum Phase {
        QUEUED,
        SENT,
        TAKEN,
        DONE,
        HEARD
    }

    @AfterAll
    static void allPhasesWereMet() {
        // sent and not taken is one single point, which may fall between two
        assertThat(PHASES).contains(Phase.QUEUED, Phase.TAKEN, Phase.DONE, Phase.HEARD);
    }

    @ParameterizedTest(name = "killed at point {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 31, 64})
    @DisplayName("catalogue 63: an acknowledged operation is never missing, and none runs for ever")
    void nothingAcknowledgedIsLost(int point) throws Exception {
        String url = "jdbc:h2:file:" + dir.resolve("longshore") + ";WRITE_DELAY=0";
        DataSource database = Gateway.database(url);
        Gateway.createTables(database);
        Seen seen = killAt(point, url);
        for (boolean survives : new boolean[] {false, true}) {
            Path copy = Files.copy(dir.resolve("longshore.mv.db"), dir.resolve("survives-" + survives + ".mv.db"));
            startAgain("jdbc:h2:file:" + copy.toString().replace(".mv.db", ""), seen, survives);
        }
    }

    /**
     * The next life of the server, over what the killed one left.
     *
     * @param survives whether the agent lived on and still works on what it took; else it was killed as well
     */
    private static void startAgain(String url, Seen seen, boolean survives) {
        Gateway gateway = new Gateway(Gateway.database(url));
        HostId alpha = gateway.agents.enrol("alpha");
        all(gateway).forEach(operation -> PHASES.add(seen.phase(operation)));
        gateway.aftermath.afterSingletonsInstantiated();
        for (String id : seen.acked) {
            assertThat(gateway.store.find(OperationId.of(id)))
                    .as("acknowledged " + id)
                    .isPresent();
        }
        // the agent's journal holds what it did and nobody confirmed
        Hello.Builder hello = Hello.newBuilder();
        Set<String> finished = new TreeSet<>(seen.done);
        finished.removeAll(seen.heard);
        finished.forEach(
                id -> hello.addUnacknowledged(Gateway.outcome(OperationId.of(id), OperationOutcome.State.SUCCEEDED)));
        Set<String> running = new TreeSet<>(seen.took);
        running.removeAll(seen.done);
        if (survives) {
            hello.addAllRunningOperations(running);
        }
        gateway.connect(alpha, hello);
        gateway.snapshot(alpha);
        if (survives) {
            assertThat(all(gateway))
                    .filteredOn(operation -> running.contains(operation.id().value()))
                    .allMatch(operation -> operation.state() == OperationState.RUNNING);
            running.forEach(id -> gateway.outcome(alpha, OperationId.of(id), OperationOutcome.State.SUCCEEDED));
        }

        for (Operation operation : all(gateway)) {
            String id = operation.id().value();
            boolean happened = seen.done.contains(id) || (survives && running.contains(id));
            assertThat(operation.state())
                    .as(operation.toString())
                    .isEqualTo(happened ? OperationState.SUCCEEDED : OperationState.INTERRUPTED);
        }
        gateway.runner.destroy();
    }

    private static List<Operation> all(Gateway gateway) {
        return gateway.operations
                .list(Actor.system(), OperationQuery.newest(200))
                .items();
    }

    /** What the world saw of the killed server: ids of operations. */
    private record Seen(Set<String> acked, Set<String> took, Set<String> done, Set<String> heard) {

        Phase phase(Operation stored) {
            String id = stored.id().value();
            if (heard.contains(id)) {
                return Phase.HEARD;
            }
            if (done.contains(id)) {
                return Phase.DONE;
            }
            if (took.contains(id)) {
                return Phase.TAKEN;
            }
            return stored.state() == OperationState.QUEUED ? Phase.QUEUED : Phase.SENT;
        }
    }

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

package dev.longshore.metrics.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.lab.SmallDisk;
import dev.longshore.metrics.history.History.Appended;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DuckDB file when the program is killed, the disk is full, or the file is not what it should be. */
class DuckDbFaultsIT {

    private static final String ACKNOWLEDGED = "acknowledged ";
    private static final int KILLS = 5;
    private static final int ROUNDS_AN_HOUR = 360;
    private static final int ROUNDS_LATE = 12;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");
    private static final HostId HOST = HostId.of("h-0000000000000000");

    @TempDir
    private Path dir;

    private final MovedClock clock = new MovedClock(BEGIN);

    private DuckDbHistory open(Path file) {
        return new DuckDbHistory(file, 64, Retention.USUAL, clock);
    }

    private static List<Row> round(int round, int rows) {
        Readings readings = Readings.builder()
                .set(Metric.OOM_KILLS, 1)
                .set(Metric.CPU_CORES, round % 7)
                .build();
        return IntStream.range(0, rows)
                .mapToObj(number ->
                        new Row(subject(number), "", BEGIN.toEpochMilli() + round * 10_000L, 10_000, readings))
                .toList();
    }

    private static Subject subject(int number) {
        return Subject.of(HOST, ContainerId.of(String.format("%064x", number)));
    }

    /** How many rounds the store knows of each hour. */
    private static double[] perHour(History history, int subject, int hours) {
        return history.series(new SeriesQuery(
                        Set.of(subject(subject)),
                        Set.of(Metric.OOM_KILLS),
                        BEGIN,
                        BEGIN.plus(Duration.ofHours(hours)),
                        Duration.ofHours(1),
                        Fold.MEAN))
                .getFirst()
                .values();
    }

    @Test
    @DisplayName("catalogue 86: kill -9 while rows come and an hour is closed, and nothing acknowledged is lost or doubled")
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        Path file = dir.resolve("history.duckdb");
        int[] acknowledged = new int[KILLS + 1]; // in each hour
        for (int kill = 0; kill < KILLS; kill++) {
            int first = (kill + 1) * ROUNDS_AN_HOUR - 25;
            int fatal = (kill + 1) * ROUNDS_AN_HOUR + ROUNDS_LATE + kill; // the hour is being closed about then
            Process writer = writer(file, first);
            try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
                for (String text = said.readLine(); text != null; text = said.readLine()) {
                    if (text.startsWith(ACKNOWLEDGED)) {
                        int round = Integer.parseInt(text.substring(ACKNOWLEDGED.length()));
                        acknowledged[round / ROUNDS_AN_HOUR]++;
                        if (round == first) {
                            aFileThatAnotherProgramUsesStaysWhereItIs(file);
                        } else if (round == fatal) {
                            writer.toHandle().destroyForcibly(); // what it said until then counts too
                        }
                    }
                }
            } finally {
                writer.destroyForcibly();
            }
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        clock.move(Duration.ofHours(KILLS + 2));
        try (DuckDbHistory history = open(file)) {
            for (int folded = 0; folded < 2; folded++) {
                for (int subject : new int[] {0, Writer.ROWS - 1}) {
                    double[] found = perHour(history, subject, KILLS + 1);
                    for (int hour = 0; hour <= KILLS; hour++) { // the round of which nobody heard may be there
                        assertThat(found[hour])
                                .as("hour %d", hour)
                                .isBetween((double) acknowledged[hour], acknowledged[hour] + (hour == 0 ? 0.0 : 1.0));
                    }
                }
                history.maintain();
            }
        }
    }

    private static Process writer(Path file, int firstRound) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString(),
                        String.valueOf(firstRound))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void aFileThatAnotherProgramUsesStaysWhereItIs(Path file) throws IOException {
        try (DuckDbHistory history = open(file)) {
            assertThatThrownBy(() -> history.append(round(1, 1)))
                    .isInstanceOfSatisfying(
                            LongshoreException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.HISTORY_UNAVAILABLE));
        }
        assertThat(aside()).isEmpty();
    }

    /** Appends as fast as it can and closes hours at the same time, and says after each call which round is kept. */
    static final class Writer {

        private static final int ROWS = 300;

        private Writer() {}

        static void main(String[] arguments) {
            int next = Integer.parseInt(arguments[1]);
            MovedClock clock = new MovedClock(BEGIN.plusSeconds(next * 10L));
            History history = new DuckDbHistory(Path.of(arguments[0]), 64, Retention.USUAL, clock);
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    history.maintain();
                }
            });
            for (int round = next; ; round++) {
                history.append(round(round, ROWS));
                clock.move(Duration.ofSeconds(10));
                System.out.println(ACKNOWLEDGED + round);
                System.out.flush();
            }
        }
    }

    @Test
    @DisplayName(
            "catalogue 76: a full disk is told as such, loses nothing that was acknowledged, and is over once there is room")
    void aFullDiskIsToldAndOutlived() {
        Path small = dir.resolve("small");
        try (SmallDisk disk = SmallDisk.over(small, 24 << 10);
                DuckDbHistory history = open(small.resolve("history.duckdb"))) {
            assertThat(history.append(round(1, 500))).isEqualTo(new Appended(500, 0));
            disk.fill();
            int kept = 1;
            Throwable refused = null;
            for (int round = 2; refused == null && round < 2_000; round++) {
                try {
                    history.append(round(round, 500));
                    kept = round;
                } catch (LongshoreException e) {
                    refused = e;
                }
            }
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            LongshoreException.class,
                            first -> assertThat(first.code()).isEqualTo(ErrorCode.HISTORY_DISK_FULL));
            assertThatThrownBy(() -> history.append(round(3_000, 500)))
                    .isInstanceOfSatisfying(
                            LongshoreException.class,
                            again -> assertThat(again.code()).isEqualTo(ErrorCode.HISTORY_DISK_FULL));

            disk.free();
            clock.move(Duration.ofHours(1));

            Appended again = history.append(round(kept + 1, 500)); // which it refused: kept now, or was after all
            assertThat(again.kept() + again.ignored()).isEqualTo(500);
            assertThat(Arrays.stream(perHour(history, 7, 10)).filter(rounds -> rounds > 0).sum())
                    .isEqualTo(kept + 1);
        }
    }

    @Test
    @DisplayName("catalogue 87: a file that is no database is set aside with a message, and a new history begins")
    void aFileThatIsNoDatabaseIsSetAside() throws Exception {
        Path file = dir.resolve("history.duckdb");
        Files.writeString(file, "not a database".repeat(10_000));

        try (DuckDbHistory history = open(file)) {
            assertThat(history.append(round(1, 1))).isEqualTo(new Appended(1, 0));
        }

        assertThat(aside()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileWhoseHeadIsDamagedIsSetAside() throws Exception {
        Path file = dir.resolve("history.duckdb");
        try (DuckDbHistory history = open(file)) {
            assertThat(history.append(round(1, 5_000)).kept()).isEqualTo(5_000);
        }
        try (RandomAccessFile damage = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 4096; at < 12_288; at += 8) {
                damage.seek(at);
                damage.writeLong(0x5555_5555_5555_5555L);
            }
        }
        try (DuckDbHistory history = open(file)) {
            assertThat(history.append(round(2, 1))).isEqualTo(new Appended(1, 0));
            assertThat(perHour(history, 0, 1)).containsExactly(1);
        }
        assertThat(aside()).hasSize(1);
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().contains(".unreadable-"))
                    .toList();
        }
    }
}

package dev.longshore.metrics.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longshore.metrics.history.History.Appended;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of the history does. Hosts are new for each test: a store may be shared. */
abstract class HistoryContract {

    private static final AtomicInteger HOSTS = new AtomicInteger();

    /** The hour before this one, so that stores which look at the clock find it neither old nor to come. */
    @SuppressWarnings("TimeInStaticInitializer") // one for all tests
    static final long HOUR = Plan.floor(Instant.now().toEpochMilli(), 3_600_000) - 3_600_000;

    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    final MovedClock clock = new MovedClock(Instant.ofEpochMilli(HOUR).plus(Duration.ofMinutes(30)));
    final HostId host = HostId.of("h-" + String.format("%016d", HOSTS.incrementAndGet()));
    final Subject web = Subject.of(host, ContainerId.of("a".repeat(64)));
    final Subject db = Subject.of(host, ContainerId.of("b".repeat(64)));
    private @Nullable History history;

    /** A store that keeps what was appended to others of this test. */
    abstract History open();

    @BeforeEach
    void openStore() {
        history = open();
    }

    @AfterEach
    void closeStore() {
        if (history != null) {
            history.close();
        }
    }

    History history() {
        if (history == null) {
            throw new IllegalStateException("not open");
        }
        return history;
    }

    void reopen() {
        history().close();
        history = open();
    }

    static Row row(Subject subject, long seconds, double cores) {
        return row(
                subject,
                seconds,
                Readings.builder().set(Metric.CPU_CORES, cores).build());
    }

    static Row row(Subject subject, long seconds, Readings readings) {
        return new Row(subject, "", HOUR + seconds * 1000, 10_000, readings);
    }

    double[] cores(Subject subject, long from, long to, int step) {
        return read(subject, Metric.CPU_CORES, from, to, step, Fold.MEAN);
    }

    double[] read(Subject subject, Metric metric, long from, long to, int step, Fold fold) {
        SeriesQuery query =
                new SeriesQuery(Set.of(subject), Set.of(metric), at(from), at(to), Duration.ofSeconds(step), fold);
        List<Series> series = history().series(query);
        assertThat(series).hasSize(1);
        assertThat(series.getFirst().from()).isEqualTo(at(from));
        assertThat(series.getFirst().step()).hasSeconds(step);
        return series.getFirst().values();
    }

    static Instant at(long seconds) {
        return Instant.ofEpochMilli(HOUR).plusSeconds(seconds);
    }

    @Test
    void whatWasAppendedComesBackAndIsThereAfterOpeningAnew() {
        Readings readings = Readings.builder()
                .set(Metric.CPU_CORES, 0.25)
                .set(Metric.MEMORY_WORKING_SET_BYTES, 268_435_456)
                .build();

        assertThat(history().append(List.of(row(web, 18, readings), row(db, 18, 2))))
                .isEqualTo(new Appended(2, 0));
        reopen();

        assertThat(cores(web, 10, 20, 10)).containsExactly(0.25);
        assertThat(cores(db, 10, 20, 10)).containsExactly(2);
        assertThat(read(web, Metric.MEMORY_WORKING_SET_BYTES, 10, 20, 10, Fold.MAX))
                .containsExactly(268_435_456);
    }

    @Test
    void whatIsNotKnownIsAGap() {
        history().append(List.of(row(web, 18, 1), row(web, 28, 2), row(web, 58, 5)));

        assertThat(cores(web, 0, 70, 10)).containsExactly(Double.NaN, 1, 2, Double.NaN, Double.NaN, 5, Double.NaN);
        assertThat(read(web, Metric.PIDS, 0, 70, 10, Fold.MEAN)).containsOnly(Double.NaN);
        assertThat(cores(db, 0, 70, 10)).containsOnly(Double.NaN);
    }

    @Test
    void roundsThatComeALittleEarlyOrLateMakeNoGap() {
        List<Row> rows = new ArrayList<>();
        for (long ms : new long[] {9_990, 20_010, 30_020, 40_015, 49_995, 60_005}) {
            rows.add(new Row(web, "", HOUR + ms, 10_000, row(web, 0, 1).readings()));
        }
        history().append(rows);

        assertThat(cores(web, 0, 60, 10)).containsOnly(1);
    }

    @Test
    void theFirstOfTwoRowsOfOneTimeIsKept() {
        assertThat(history().append(List.of(row(web, 18, 1), row(web, 18, 9)))).isEqualTo(new Appended(1, 1));
        assertThat(history().append(List.of(row(web, 18, 8), row(web, 28, 2)))).isEqualTo(new Appended(1, 1));
        reopen();
        assertThat(history().append(List.of(row(web, 28, 7), row(db, 28, 3)))).isEqualTo(new Appended(1, 1));

        assertThat(cores(web, 10, 30, 10)).containsExactly(1, 2);
        assertThat(cores(db, 10, 30, 10)).containsExactly(Double.NaN, 3);
    }

    @Test
    void rowsMayComeLateAndInAnyOrder() {
        history().append(List.of(row(web, 68, 6), row(db, 68, 6)));
        assertThat(history().append(List.of(row(web, 38, 3), row(web, 78, 7), row(web, 18, 1))))
                .isEqualTo(new Appended(3, 0));
        reopen();
        history().append(List.of(row(web, 28, 2)));

        assertThat(cores(web, 10, 80, 10)).containsExactly(1, 2, 3, Double.NaN, Double.NaN, 6, 7);
    }

    @Test
    void longerStepsHoldTheMeanTheGreatestAndTheSum() {
        List<Row> rows = new ArrayList<>();
        for (int second = 5; second < 120; second += 10) {
            rows.add(row(
                    web,
                    second,
                    Readings.builder()
                            .set(Metric.CPU_CORES, second == 25 ? 13 : 1)
                            .set(Metric.OOM_KILLS, second == 25 ? 2 : 0)
                            .set(Metric.PIDS, second < 60 ? 4 : Double.NaN)
                            .build()));
        }
        history().append(rows);

        assertThat(cores(web, 0, 120, 60)).containsExactly(new double[] {3, 1}, within(1e-9));
        assertThat(read(web, Metric.CPU_CORES, 0, 120, 60, Fold.MAX)).containsExactly(13, 1);
        assertThat(read(web, Metric.OOM_KILLS, 0, 120, 60, Fold.MEAN)).containsExactly(2, 0);
        assertThat(read(web, Metric.PIDS, 0, 120, 60, Fold.MEAN)).containsExactly(4, Double.NaN);
    }

    @Test
    void aRankingNamesThoseWithMostOfTheHostsAskedFor() {
        HostId elsewhere = HostId.of("h-" + String.format("%016d", HOSTS.incrementAndGet()));
        Subject far = Subject.of(elsewhere, ContainerId.of("c".repeat(64)));
        Subject lxc = new Subject(host, "/lxc/one");
        history()
                .append(List.of(
                        named(web, "web-old", 18, 3),
                        named(db, "db", 18, 2),
                        named(far, "far", 18, 9),
                        named(lxc, "one", 18, 8),
                        named(Subject.of(host), "", 18, 11)));
        history().append(List.of(named(web, "web", 28, 1), named(db, "db", 28, 4)));

        assertThat(top(Fold.MEAN, Subject.Kind.CONTAINER, 10, host))
                .extracting(Ranked::subject, Ranked::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(db, 3.0), org.assertj.core.groups.Tuple.tuple(web, 2.0));
        assertThat(top(Fold.MAX, Subject.Kind.CONTAINER, 2, host, elsewhere))
                .extracting(Ranked::subject, Ranked::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(far, 9.0), org.assertj.core.groups.Tuple.tuple(db, 4.0));
        assertThat(top(Fold.MEAN, Subject.Kind.OTHER, 10, host)).containsExactly(new Ranked(lxc, "one", 8));
        assertThat(top(Fold.MEAN, Subject.Kind.HOST, 10, host)).containsExactly(new Ranked(Subject.of(host), "", 11));
        assertThat(top(Fold.MEAN, Subject.Kind.CONTAINER, 10)).isEmpty();
        assertThat(top(Fold.MEAN, Subject.Kind.CONTAINER, 10, host))
                .extracting(Ranked::name)
                .containsExactly("db", "web");
    }

    private static Row named(Subject subject, String name, long seconds, double cores) {
        return new Row(
                subject,
                name,
                HOUR + seconds * 1000,
                10_000,
                row(subject, 0, cores).readings());
    }

    private List<Ranked> top(Fold fold, Subject.Kind kind, int most, HostId... hosts) {
        return history().top(new TopQuery(Metric.CPU_CORES, fold, kind, Set.of(hosts), at(0), at(60), most));
    }

    @Test
    void aNameCanHoldAnything() {
        Subject odd = new Subject(host, "/system.slice/it's \"odd\"\\{x}\n.scope");
        history().append(List.of(named(odd, "o'd\"d\\ \u0000 ünïcode {}", 18, 1)));

        assertThat(cores(odd, 10, 20, 10)).containsExactly(1);
        assertThat(top(Fold.MEAN, Subject.Kind.OTHER, 1, host)).singleElement().satisfies(first -> {
            assertThat(first.subject()).isEqualTo(odd);
            assertThat(first.name()).isEqualTo("o'd\"d\\ \uFFFD ünïcode {}");
        });
    }

    @Test
    void aWholeFleetsRoundIsOneCall() {
        List<Subject> all = IntStream.range(0, 1_000)
                .mapToObj(number -> Subject.of(host, ContainerId.of(String.format("%064x", number))))
                .toList();
        for (int round = 1; round <= 3; round++) {
            int seconds = round * 10;
            List<Row> rows = IntStream.range(0, 1_000)
                    .mapToObj(number -> row(all.get(number), seconds, number + 1))
                    .toList();
            assertThat(history().append(rows)).isEqualTo(new Appended(1_000, 0));
        }

        assertThat(cores(all.get(776), 10, 40, 10)).containsExactly(777, 777, 777);
        assertThat(top(Fold.MEAN, Subject.Kind.CONTAINER, 3, host))
                .extracting(Ranked::value)
                .containsExactly(1_000.0, 999.0, 998.0);
    }

    @Test
    void aQuestionThatAsksForTooMuchIsRefused() {
        assertThatThrownBy(() -> new SeriesQuery(
                        Set.of(web), Set.of(Metric.PIDS), at(0), at(86_400), Duration.ofSeconds(1), Fold.MEAN))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void anHourThatIsClosedReadsAsBefore() {
        List<Row> rows = new ArrayList<>();
        for (int second = 5; second < 5_400; second += 10) {
            if (second < 1_200 || second > 1_800) {
                rows.add(row(
                        web,
                        second,
                        Readings.builder()
                                .set(Metric.CPU_CORES, (second % 97) / 10.0)
                                .set(Metric.OOM_KILLS, second % 2)
                                .build()));
            }
        }
        clock.move(Duration.ofMinutes(90));
        history().append(rows);
        double[] means = cores(web, 0, 5_400, 60);
        double[] greatest = read(web, Metric.CPU_CORES, 0, 5_400, 300, Fold.MAX);
        double[] kills = read(web, Metric.OOM_KILLS, 0, 7_200, 3_600, Fold.MEAN);

        history().maintain();
        reopen();

        assertThat(means[25]).isNaN();
        assertThat(cores(web, 0, 5_400, 60)).containsExactly(means, within(1e-5));
        assertThat(read(web, Metric.CPU_CORES, 0, 5_400, 300, Fold.MAX)).containsExactly(greatest, within(1e-5));
        assertThat(read(web, Metric.OOM_KILLS, 0, 7_200, 3_600, Fold.MEAN)).containsExactly(kills);
        assertThat(kills).containsExactly(300, 180);
    }
}

package dev.longshore.metrics.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.metrics.history.History.Appended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stores do that fold rows themselves. */
abstract class SqlHistoryContract extends HistoryContract {

    @Test
    void whatComesAfterItsHourWasClosedIsIgnored() {
        history().append(List.of(row(web, 18, 1)));
        clock.move(Duration.ofMinutes(31)); // one minute past the hour
        history().maintain();
        assertThat(history().append(List.of(row(web, 28, 2)))).isEqualTo(new Appended(1, 0));

        clock.move(Duration.ofMinutes(2));
        history().maintain();

        assertThat(history().append(List.of(row(web, 38, 3), row(web, 3_618, 4))))
                .isEqualTo(new Appended(1, 1));
        reopen();
        assertThat(history().append(List.of(row(db, 38, 3)))).isEqualTo(new Appended(0, 1));
        assertThat(cores(web, 0, 60, 10)).containsExactly(Double.NaN, 1, 2, Double.NaN, Double.NaN, Double.NaN);
        assertThat(cores(web, 0, 60, 60)).containsExactly(1.5);
    }

    @Test
    void whatIsOldIsKnownByTheMinuteThenByTheHourThenNotAtAll() {
        history().append(List.of(row(web, 18, 1), row(web, 28, 3), row(web, 78, 5)));
        clock.move(Duration.ofHours(2));
        history().maintain();
        assertThat(cores(web, 0, 80, 10)[1]).isEqualTo(1);

        clock.move(Duration.ofHours(24));
        history().maintain();
        Series minutes = series(Duration.ofSeconds(10));
        assertThat(minutes.step()).hasMinutes(1);
        assertThat(minutes.values()).startsWith(2, 5, Double.NaN);

        clock.move(Duration.ofDays(14));
        history().maintain();
        Series hours = series(Duration.ofSeconds(10));
        assertThat(hours.step()).hasHours(1);
        assertThat(hours.values()).containsExactly(3);

        clock.move(Duration.ofDays(365));
        history()
                .append(List.of(new Row(db, "", clock.millis(), 0, row(db, 0, 1).readings())));
        history().maintain();
        reopen();
        history()
                .append(List.of(
                        new Row(db, "", clock.millis() + 1000, 0, row(db, 0, 1).readings())));
        assertThat(series(Duration.ofHours(1)).values()).containsOnly(Double.NaN);
        assertThat(subjects()).as("nobody remembers who it was").doesNotContain(web.workload());
    }

    /** The names by which the store knows subjects of this test's host. */
    abstract List<String> subjects();

    private Series series(Duration step) {
        return history()
                .series(new SeriesQuery(Set.of(web), Set.of(Metric.CPU_CORES), at(0), at(3_600), step, Fold.MEAN))
                .getFirst();
    }

    @Test
    void whoReadsWhileHoursAreClosedSeesEachRowOnce() throws Exception {
        List<Row> rows = new ArrayList<>();
        Readings once = Readings.builder().set(Metric.OOM_KILLS, 1).build();
        for (int hour = 0; hour < 12; hour++) {
            for (int second = 5; second < 3_600; second += 10) {
                rows.add(row(web, hour * 3_600L + second, once));
            }
        }
        history().append(rows);
        AtomicReference<@Nullable AssertionError> wrong = new AtomicReference<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    assertThat(read(web, Metric.OOM_KILLS, 0, 12 * 3_600, 3_600, Fold.MEAN))
                            .containsOnly(360);
                }
            } catch (AssertionError e) {
                wrong.set(e);
            }
        });
        clock.move(Duration.ofHours(13));
        history().maintain();
        reader.interrupt();
        reader.join();

        assertThat(wrong.get()).isNull();
    }
}

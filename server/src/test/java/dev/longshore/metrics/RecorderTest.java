package dev.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.metrics.history.MovedClock;
import dev.longshore.metrics.history.Readings;
import dev.longshore.metrics.history.Row;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecorderTest {

    private static final Subject HOST = Subject.of(HostId.of("h-0000000000000000"));

    private final MovedClock clock = new MovedClock(Instant.parse("2026-06-01T00:00:00Z"));
    private final MemoryHistory history = new MemoryHistory();
    private final Recorder recorder = new Recorder(history, clock);

    private List<Row> rows(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(number -> new Row(
                        HOST, "", clock.millis() + number, 0, Readings.builder().build()))
                .toList();
    }

    @Test
    void whatComesWithinATickIsOneCall() {
        recorder.offer(rows(0, 2));
        recorder.offer(rows(2, 1));
        recorder.tick();
        recorder.tick();

        assertThat(history.calls).containsExactly(rows(0, 3));
        assertThat(recorder.state().rows()).isEqualTo(3);
    }

    @Test
    void aFullDiskIsToldAndWhatCameMeanwhileIsKeptInOrder() {
        history.full = true;
        recorder.offer(rows(0, 2));
        recorder.tick();
        List<Row> first = rows(0, 2);
        clock.move(Duration.ofSeconds(30));
        recorder.offer(rows(5, 1));
        List<Row> second = rows(5, 1);
        recorder.tick();
        HistoryState ill = recorder.state();
        assertThat(ill.problem()).isEqualTo(ErrorCode.HISTORY_DISK_FULL);
        assertThat(ill.reason()).isEqualTo("no room");
        assertThat(ill.since()).isEqualTo(clock.instant().minusSeconds(30));
        assertThat(ill.lag()).hasSeconds(30);

        history.full = false;
        recorder.tick();

        assertThat(recorder.state().problem()).isNull();
        assertThat(recorder.state().lost()).isZero();
        assertThat(recorder.state().lag()).isZero();
        assertThat(history.calls).hasSize(1);
        assertThat(history.calls.getFirst())
                .startsWith(first.toArray(Row[]::new))
                .endsWith(second.toArray(Row[]::new));
    }

    @Test
    void whatWaitsIsBoundedTheOldestGoesFirst() {
        history.full = true;
        recorder.offer(rows(0, 100_000));
        recorder.tick();
        recorder.offer(rows(100_000, 100_000));
        recorder.tick();
        history.full = false;
        recorder.tick();

        assertThat(recorder.state().lost()).isEqualTo(80_000);
        assertThat(history.calls.getFirst())
                .hasSize(120_000)
                .endsWith(rows(199_999, 1).getFirst());
    }

    @Test
    void maintenanceThatFailsEndsNothing() {
        recorder.maintain();
        recorder.offer(rows(0, 1));
        recorder.tick();
        assertThat(history.calls).hasSize(1);
    }

    @Test
    void whatWaitsAtTheEndIsStillRecorded() {
        recorder.offer(rows(0, 4));
        recorder.close();

        assertThat(history.calls).containsExactly(rows(0, 4));
        assertThat(history.closed).isTrue();
    }

    @Test
    void withoutAHistoryNothingWaits() {
        try (Recorder none = new Recorder(null, clock)) {
            none.offer(rows(0, 10));
            none.tick();
            none.maintain();
            assertThat(none.state().on()).isFalse();
            assertThat(none.lagMs()).isZero();
        }
    }
}

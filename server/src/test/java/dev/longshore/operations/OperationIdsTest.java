package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.OperationId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationIdsTest {

    private final AtomicLong millis = new AtomicLong(1_796_000_000_000L);
    private final OperationIds ids = new OperationIds(new Ticking());

    @Test
    void thoseOfOneMillisecondSortAsTheyWereMade() {
        List<OperationId> made = Stream.generate(ids::next).limit(5_000).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theySortByTimeEvenWhenTheClockIsSetBack() {
        List<OperationId> made = new ArrayList<>();
        for (long step : new long[] {0, 1, 1_000, -5_000, 1, 10_000}) {
            millis.addAndGet(step);
            made.add(ids.next());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    private final class Ticking extends Clock {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    }
}

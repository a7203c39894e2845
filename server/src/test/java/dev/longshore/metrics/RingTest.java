package dev.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Readings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {

    private record Sample(long atMs, float cores, float pids) {}

    @Test
    void itHoldsWhatASimpleListWould() {
        Random random = new Random(1);
        Ring ring = new Ring();
        Deque<Sample> model = new ArrayDeque<>();
        long now = 1;
        for (int i = 0; i < 20_000; i++) {
            now += switch (i / 2_000 % 3) {
                case 0 -> 1_000;
                case 1 -> 10_000;
                default -> 1 + random.nextInt(700_000);
            };
            float cores = i / 3_000 % 2 == 0 ? 1 : random.nextFloat();
            float pids = i % 5_000 < 2_500 ? Float.NaN : random.nextInt(3);
            ring.add(
                    now,
                    Readings.builder()
                            .set(Metric.CPU_CORES, cores)
                            .set(Metric.PIDS, pids)
                            .build());
            model.add(new Sample(now, cores, pids));
            while (model.getFirst().atMs() <= now - Ring.KEPT_MS || model.size() > Ring.MOST) {
                model.removeFirst();
            }
            assertThat(ring.size()).isEqualTo(model.size());
            int index = 0;
            for (Sample sample : i % 97 == 0 ? model : new ArrayDeque<Sample>()) {
                assertThat(ring.atMs(index)).isEqualTo(sample.atMs());
                assertThat(ring.value(Metric.CPU_CORES, index)).isEqualTo(sample.cores());
                assertThat(Float.compare(ring.value(Metric.PIDS, index), sample.pids()))
                        .isZero();
                index++;
            }
        }
    }

    @Test
    void whatNeverChangesTakesHardlyRoom() {
        Ring ring = new Ring();
        for (int i = 1; i <= 60; i++) {
            ring.add(
                    i * 10_000L,
                    Readings.builder()
                            .set(Metric.MEMORY_LIMIT_BYTES, 5)
                            .set(Metric.CPU_CORES, i)
                            .build());
        }
        assertThat(ring.size()).isEqualTo(60);
        assertThat(ring.weight()).isLessThan(1_300);
    }
}

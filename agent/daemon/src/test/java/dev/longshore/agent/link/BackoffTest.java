package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static long[] waits(Backoff backoff, int count) {
        return LongStream.range(0, count).map(_ -> backoff.next().toMillis()).toArray();
    }

    @Test
    void eachWaitIsBelowALimitThatDoublesUpToTwentySeconds() {
        for (int seed = 0; seed < 200; seed++) {
            long[] waits = waits(new Backoff(new Random(seed)), 30);
            for (int i = 0; i < waits.length; i++) {
                assertThat(waits[i]).isBetween(0L, Math.min(20_000, 500L << Math.min(i, 10)));
            }
        }
    }

    @Test
    void agentsThatLoseTheServerTogetherComeBackSpread() {
        long early = LongStream.range(0, 1_000)
                .map(seed -> waits(new Backoff(new Random(seed)), 6)[5])
                .filter(wait -> wait < 8_000)
                .count();
        assertThat(early).isBetween(350L, 650L);
    }

    @Test
    @DisplayName("catalogue 69: sessions that last for a moment do not bring the waits down")
    void flapping() {
        Backoff flapping = new Backoff(new Random(1));
        Backoff failing = new Backoff(new Random(1));
        for (int i = 0; i < 50; i++) {
            flapping.lasted(Duration.ofSeconds(1));
            assertThat(flapping.next()).isEqualTo(failing.next());
        }
        flapping.lasted(Duration.ofSeconds(10));
        assertThat(flapping.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
    }
}

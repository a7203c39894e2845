package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final Throttle throttle = new Throttle(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed("10.0.0.1");
        }
    }

    @Test
    @DisplayName("catalogue 3: ten failures are an address's allowance, and one comes back every six seconds")
    void allowance() {
        fail(9);
        assertThat(throttle.allows("10.0.0.1")).isTrue();
        fail(1);
        assertThat(throttle.allows("10.0.0.1")).isFalse();
        assertThat(throttle.allows("10.0.0.2")).isTrue();
        now = now.plus(Duration.ofMillis(5_999));
        assertThat(throttle.allows("10.0.0.1")).isFalse();
        now = now.plus(Duration.ofMillis(1));
        assertThat(throttle.allows("10.0.0.1")).isTrue();
    }

    @Test
    void anyNumberOfFailuresLocksNobodyOutForLong() {
        fail(100_000);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(throttle.allows("10.0.0.1")).isTrue();
    }

    @Test
    void aClockThatWentBackForgives() {
        fail(10);
        now = now.minus(Duration.ofHours(1));
        assertThat(throttle.allows("10.0.0.1")).isTrue();
    }
}

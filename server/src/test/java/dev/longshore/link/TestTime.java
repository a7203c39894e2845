package dev.longshore.link;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The server's clock, which a test may set forward. */
@TestConfiguration(proxyBeanMethods = false)
class TestTime {

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    @Bean
    @Primary
    Clock testClock() {
        return new Clock() {
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
                return Clock.systemUTC().instant().plus(ahead.get());
            }
        };
    }

    void advance(Duration by) {
        ahead.updateAndGet(now -> now.plus(by));
    }

    void reset() {
        ahead.set(Duration.ZERO);
    }
}

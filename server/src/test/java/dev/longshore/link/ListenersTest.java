package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.model.HostId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class ListenersTest {

    private static final HostId HOST = HostId.of("h-0000000000000001");
    private static final HostId OTHER = HostId.of("h-0000000000000002");

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final Recorder heard = new Recorder();
    private final Listeners listeners = listeners();

    private Listeners listeners() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("heard", heard);
        return new Listeners(beans.getBeanProvider(AgentListener.class), new Clock() {
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
    }

    private void incidents(Kind kind, @Nullable HostId host, int count) {
        for (int number = 0; number < count; number++) {
            listeners.incident(new LinkIncident(kind, host, "192.0.2.1", "rubbish"));
        }
    }

    @Test
    @DisplayName("catalogue 13: who sends rubbish without end does not fill the audit, and keeps no other out of it")
    void floods() {
        incidents(Kind.MALFORMED, HOST, 100);
        incidents(Kind.MALFORMED, OTHER, 1);
        incidents(Kind.TOKEN_REFUSED, null, 100);

        assertThat(heard.incidents(Kind.MALFORMED)).hasSize(11);
        assertThat(heard.incidents(Kind.TOKEN_REFUSED)).hasSize(10);
        now = now.plusSeconds(6);
        incidents(Kind.MALFORMED, HOST, 2);
        assertThat(heard.incidents(Kind.MALFORMED))
                .hasSize(12)
                .last()
                .satisfies(told -> assertThat(told.detail()).isEqualTo("rubbish; 90 more before it were not recorded"));
    }

    @Test
    void whatAnAgentCantDoAtWillIsAlwaysTold() {
        incidents(Kind.ENROLLED, HOST, 50);
        incidents(Kind.CLONE_QUARANTINED, HOST, 50);

        assertThat(heard.incidents(Kind.ENROLLED)).hasSize(50);
        assertThat(heard.incidents(Kind.CLONE_QUARANTINED)).hasSize(50);
    }
}

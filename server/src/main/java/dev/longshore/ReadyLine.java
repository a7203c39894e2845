package dev.longshore;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says in the log where the page is, once it can be opened. */
@Component
final class ReadyLine {

    private static final Logger log = LoggerFactory.getLogger(ReadyLine.class);

    private final LongshoreSettings settings;

    ReadyLine(LongshoreSettings settings) {
        this.settings = settings;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        Duration taken = event.getTimeTaken();
        log.info(
                "Longshore is ready: {}://localhost:{} (agents: port {}; started in {} ms)",
                settings.tls() ? "https" : "http",
                settings.port(),
                settings.agentPort(),
                taken == null ? "?" : taken.toMillis());
    }
}

package dev.longshore.agent.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the {@code health} subcommand, which is another process, when the agent was last linked. */
final class HealthFile {

    private static final Logger log = LoggerFactory.getLogger(HealthFile.class);
    private static final String NAME = "health";
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration RECENT = Duration.ofSeconds(60);

    private final StateDirectory state;
    private final Clock clock;
    private long written;

    HealthFile(StateDirectory state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    /** The agent is linked now; written down now and then. */
    void connected() {
        long now = clock.millis();
        if (Math.abs(now - written) >= EVERY.toMillis()) {
            write(now);
        }
    }

    void stopped() {
        write(0);
    }

    private void write(long millis) {
        try {
            state.write(NAME, Long.toString(millis).getBytes(StandardCharsets.US_ASCII));
            written = millis;
        } catch (IOException e) {
            log.debug("health can't be written: {}", e.toString());
        }
    }

    /** Whether the agent with this state directory was linked within the last minute. */
    static boolean recent(Path stateDir, Clock clock) {
        try {
            long at = Long.parseLong(Files.readString(stateDir.resolve(NAME)).strip());
            return at > 0 && clock.millis() - at <= RECENT.toMillis();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}

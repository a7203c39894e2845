package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.EngineReports;
import dev.longshore.model.SafeText;
import dev.longshore.wire.EngineEvent;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.Pair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Forwards the engine's events in batches, five a second at most, each within one control message. What comes faster is
 * counted, not kept; inventory does not depend on it.
 */
final class EventFeed {

    private static final long PAUSE_MS = 200;
    private static final int MAX_EVENTS = 50;
    private static final int MAX_BYTES = 48 << 10;
    private static final int MAX_ATTRIBUTES = 8;
    private static final Set<String> TYPES = Set.of("image", "container", "network", "volume", "daemon");
    /** Attributes that tell a person something; a container's labels are among them otherwise. */
    private static final Set<String> TELLING =
            Set.of("name", "image", "exitCode", "signal", "container", "driver", "type", "containerExitCode");

    private final EngineReports reports;
    private final Clock clock;
    private EngineEvents.Builder batch = EngineEvents.newBuilder();
    private int bytes;
    private int lost;

    EventFeed(EngineReports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** Whether health checks and the like make this event, which says nothing of state. */
    static boolean noise(String action) {
        return action.startsWith("exec_")
                || action.equals("top")
                || action.equals("resize")
                || action.equals("archive-path");
    }

    /** Takes an event; never waits. */
    synchronized void take(JsonNode node) {
        String type = node.path("Type").asText("");
        String action = EngineTexts.line(node.path("Action"), 64);
        if (!TYPES.contains(type) || noise(action)) {
            return;
        }
        EngineEvent event = event(node, type, action);
        int size = event.getSerializedSize() + 6;
        if (batch.getEventsCount() >= MAX_EVENTS || bytes + size > MAX_BYTES) {
            lost++;
            return;
        }
        bytes += size;
        batch.addEvents(event);
        notifyAll();
    }

    private EngineEvent event(JsonNode node, String type, String action) {
        JsonNode attributes = node.path("Actor").path("Attributes");
        List<Pair> told = new ArrayList<>();
        for (Pair pair : EngineTexts.pairs(attributes, EngineTexts.MAX_LABELS).pairs()) {
            if (TELLING.contains(pair.getKey()) && !pair.getValue().isEmpty() && told.size() < MAX_ATTRIBUTES) {
                told.add(pair);
            }
        }
        long nanos = node.path("timeNano").asLong(0);
        return EngineEvent.newBuilder()
                .setAtMs(nanos > 0 ? nanos / 1_000_000 : clock.millis())
                .setType(type)
                .setAction(action)
                .setId(EngineTexts.line(node.path("Actor").path("ID"), 300))
                .setName(SafeText.line(attributes.path("name").asText(""), 300))
                .addAllAttributes(told)
                .build();
    }

    /** Sends what has come, until interrupted. */
    void forward() {
        try {
            while (true) {
                reports.events(next());
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException _) {
            // the agent stops
        }
    }

    private synchronized EngineEvents next() throws InterruptedException {
        while (batch.getEventsCount() == 0) {
            wait();
        }
        if (lost > 0) {
            batch.addEvents(EngineEvent.newBuilder()
                    .setAtMs(clock.millis())
                    .setType("daemon")
                    .setAction("events-left-out")
                    .setName(String.valueOf(lost)));
        }
        EngineEvents full = batch.build();
        batch = EngineEvents.newBuilder();
        bytes = 0;
        lost = 0;
        return full;
    }
}

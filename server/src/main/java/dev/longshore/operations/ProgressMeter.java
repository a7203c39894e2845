package dev.longshore.operations;

import dev.longshore.model.SafeText;
import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Follows the progress of one part: layers by id, and the rate over the last seconds. Guarded by its operation's lock. */
final class ProgressMeter {

    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MOST_LAYERS = 500;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Map<String, Operation.LayerProgress> layers = new LinkedHashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private String step = "";
    private final KeptLog log = new KeptLog();
    private long doneBytes;
    private long totalBytes;
    private int doneItems;
    private int totalItems;

    private record Sample(long atNanos, long doneBytes) {}

    void report(OperationProgress wire, long nowNanos) {
        step = SafeText.line(wire.getStep(), 200);
        doneBytes = Math.max(0, wire.getDoneBytes());
        totalBytes = Math.max(0, wire.getTotalBytes());
        doneItems = Math.max(0, wire.getDoneItems());
        totalItems = Math.max(0, wire.getTotalItems());
        for (LayerProgress layer : wire.getLayersList()) {
            String id = SafeText.line(layer.getId(), 80);
            if (layers.size() < MOST_LAYERS || layers.containsKey(id)) {
                layers.put(
                        id,
                        new Operation.LayerProgress(
                                id,
                                SafeText.line(layer.getStatus(), 40),
                                Math.max(0, layer.getDoneBytes()),
                                Math.max(0, layer.getTotalBytes())));
            }
        }
        samples.addLast(new Sample(nowNanos, doneBytes));
        while (samples.size() > 2 && nowNanos - samples.getFirst().atNanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** The log of a build; nothing else has one. */
    KeptLog log() {
        return log;
    }

    Operation.Progress now(long nowNanos) {
        long rate = bytesPerSecond(nowNanos);
        long left = rate > 0 && totalBytes > doneBytes ? (totalBytes - doneBytes + rate - 1) / rate : -1;
        return new Operation.Progress(
                step,
                doneBytes,
                totalBytes,
                doneItems,
                totalItems,
                rate,
                left,
                List.copyOf(layers.values()),
                log.now());
    }

    private long bytesPerSecond(long nowNanos) {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        if (nowNanos - last.atNanos() > WINDOW_NANOS) {
            return 0; // stalled: what was before says nothing of how long it will take
        }
        long nanos = last.atNanos() - first.atNanos();
        long bytes = last.doneBytes() - first.doneBytes();
        return nanos < SHORTEST_NANOS || bytes <= 0 ? 0 : (long) ((double) bytes * NANOS_PER_SECOND / nanos);
    }
}

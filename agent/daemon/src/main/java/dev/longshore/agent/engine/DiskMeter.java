package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.DiskUsage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the engine's disk usage, which walks through all of its volumes and may take minutes: on a thread of its own,
 * once changes have settled, and not again for some minutes.
 */
final class DiskMeter {

    private static final Logger LOG = LoggerFactory.getLogger(DiskMeter.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(20);
    private static final Duration COSTLY_PAUSE = Duration.ofMinutes(3);
    private static final int PAUSE_PER_COST = 200;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    private final EngineApi api;
    private final Clock clock;
    private DiskUsage latest = DiskUsage.getDefaultInstance();
    private @Nullable Map<String, Long> shared;
    private long changedNanos = System.nanoTime();
    private boolean changed = true;

    DiskMeter(EngineApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Something was added or went. */
    synchronized void changed() {
        changed = true;
        changedNanos = System.nanoTime();
        notifyAll();
    }

    /** What was measured last; empty before the first time. */
    synchronized DiskUsage latest() {
        return latest;
    }

    /** The shared bytes by image id, once after each measurement. */
    synchronized Optional<Map<String, Long>> takeShared() {
        Map<String, Long> taken = shared;
        shared = null;
        return Optional.ofNullable(taken);
    }

    /** Measures now and again until interrupted. */
    void watch(EngineHealth health, Runnable measured) {
        try {
            while (true) {
                health.awaitAnswers();
                awaitSettled();
                long beganNanos = System.nanoTime();
                try {
                    measure(PATIENCE);
                    measured.run();
                } catch (IOException e) {
                    LOG.debug("Disk usage: {}", EngineFaults.of(e).reason());
                } catch (LongshoreException e) {
                    LOG.debug("Disk usage: {}", e.reason());
                }
                Thread.sleep(pauseAfter(Duration.ofNanos(System.nanoTime() - beganNanos)));
            }
        } catch (InterruptedException _) {
            // the agent stops
        }
    }

    /** An engine that counts quickly is asked again soon; one that has to walk through big disks is spared. */
    static Duration pauseAfter(Duration cost) {
        Duration pause = cost.multipliedBy(PAUSE_PER_COST);
        return pause.compareTo(LEAST_PAUSE) < 0
                ? LEAST_PAUSE
                : pause.compareTo(COSTLY_PAUSE) > 0 ? COSTLY_PAUSE : pause;
    }

    private synchronized void awaitSettled() throws InterruptedException {
        long latestNanos = System.nanoTime() + LONGEST_PAUSE.toNanos();
        while (true) {
            long now = System.nanoTime();
            long due = changed ? changedNanos + SETTLE.toNanos() : latestNanos;
            if (now - due >= 0 || now - latestNanos >= 0) {
                changed = false;
                return;
            }
            wait(Math.max(1, (due - now) / 1_000_000));
        }
    }

    /** Measures now. */
    DiskUsage measure(Duration patience) throws IOException, InterruptedException {
        JsonNode node = api.diskUsage(patience);
        Map<String, Long> sharedNow = new HashMap<>();
        DiskUsage usage = usage(node, sharedNow, clock.millis());
        synchronized (this) {
            latest = usage;
            shared = sharedNow;
        }
        return usage;
    }

    static DiskUsage usage(JsonNode node, Map<String, Long> shared, long takenMs) {
        long unique = 0;
        long reclaimable = 0;
        for (JsonNode image : node.path("Images")) {
            String id = ImageReader.id(image.path("Id"));
            long alone = Math.max(
                    0,
                    image.path("Size").asLong(0)
                            - Math.max(0, image.path("SharedSize").asLong(0)));
            if (id.isEmpty() || shared.containsKey(id)) {
                continue; // Podman has a row per tag
            }
            shared.put(id, image.path("SharedSize").asLong(-1));
            unique += alone;
            if (image.path("Containers").asLong(0) <= 0) {
                reclaimable += alone;
            }
        }
        long layers = node.path("LayersSize").asLong(0);
        DiskUsage.Builder usage = DiskUsage.newBuilder()
                .setTakenMs(takenMs)
                .setImages(shared.size())
                .setImagesBytes(layers > 0 ? layers : unique)
                .setImagesReclaimableBytes(reclaimable)
                .setContainers(node.path("Containers").size())
                .setVolumes(node.path("Volumes").size())
                .setBuildCache(node.path("BuildCache").size());
        for (JsonNode container : node.path("Containers")) {
            usage.setContainersBytes(usage.getContainersBytes()
                    + Math.max(0, container.path("SizeRw").asLong(0)));
        }
        for (JsonNode volume : node.path("Volumes")) {
            long size = volume.path("UsageData").path("Size").asLong(0);
            usage.setVolumesBytes(usage.getVolumesBytes() + Math.max(0, size));
        }
        for (JsonNode cache : node.path("BuildCache")) {
            boolean once = !cache.path("Shared").asBoolean(false);
            usage.setBuildCacheBytes(usage.getBuildCacheBytes()
                    + (once ? Math.max(0, cache.path("Size").asLong(0)) : 0));
        }
        return usage.build();
    }
}

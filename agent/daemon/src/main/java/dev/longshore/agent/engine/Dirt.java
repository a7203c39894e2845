package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What events have made stale since it was last listed. Collects for a moment, so that a burst costs one listing. */
final class Dirt {

    private static final Duration DEBOUNCE = Duration.ofMillis(100);
    private static final int MAX_TOUCHED = 10_000;

    private boolean images;
    private boolean containers;
    private boolean facts;
    private boolean streamEnded;
    private Set<String> touched = new HashSet<>();
    private Map<String, Boolean> up = new HashMap<>();

    /**
     * A part of the inventory that has to be looked at again.
     *
     * @param touched containers that events named
     * @param up those of them that started or ended: whether they run now
     */
    record Stale(
            boolean images,
            boolean containers,
            boolean facts,
            boolean streamEnded,
            Set<String> touched,
            Map<String, Boolean> up) {}

    /** Notes what an event makes stale. */
    synchronized void event(JsonNode node) {
        String action = node.path("Action").asText("");
        if (EventFeed.noise(action)) {
            return;
        }
        switch (node.path("Type").asText("")) {
            case "image" -> images = true;
            case "container" -> {
                containers = true;
                // commit makes an image, and Podman's forced removal of an image takes containers along
                images |= action.startsWith("commit");
                String id = node.path("Actor").path("ID").asText("");
                if (touched.size() < MAX_TOUCHED) {
                    touched.add(id);
                    switch (action) {
                        case "start" -> up.put(id, true);
                        case "die" -> up.put(id, false);
                        default -> {}
                    }
                }
            }
            case "daemon" -> facts = true;
            default -> {
                return;
            }
        }
        notifyAll();
    }

    synchronized void imagesStale() {
        images = true;
        notifyAll();
    }

    /** What was taken could not be listed, and stays stale. */
    synchronized void again(boolean withImages, Set<String> ids) {
        images |= withImages;
        containers = true;
        touched.addAll(ids);
        notifyAll();
    }

    synchronized void streamEnded() {
        streamEnded = true;
        notifyAll();
    }

    /** Waits until something is stale and the burst is over, at most until {@code endNanos}. */
    Stale take(long endNanos) throws InterruptedException {
        synchronized (this) {
            for (long left = endNanos - System.nanoTime(); left > 0 && clean(); left = endNanos - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
            if (clean() || streamEnded) {
                return drain();
            }
        }
        Thread.sleep(DEBOUNCE);
        return drain();
    }

    private boolean clean() {
        return !images && !containers && !facts && !streamEnded;
    }

    synchronized Stale drain() {
        Stale stale = new Stale(images, containers, facts, streamEnded, touched, up);
        images = false;
        containers = false;
        facts = false;
        streamEnded = false;
        touched = new HashSet<>();
        up = new HashMap<>();
        return stale;
    }
}

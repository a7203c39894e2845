package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.engine.EngineApi.Dialect;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Container;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the inventory true: listens to the engine's events first and lists everything then, lists again what events made
 * stale, and everything once a minute. When the engine goes away it waits, and starts over.
 */
final class EngineWatch {

    private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);
    private static final Duration RECONCILE = Duration.ofMinutes(1);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LEAST_LIST_PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_RAW = 1 << 20;

    private final EngineApi api;
    private final EngineHealth health;
    private final Inventory inventory;
    private final EventFeed feed;
    private final FactsReader factsReader;
    private final DiskMeter meter;
    private final ImageReader images;
    private final ContainerReader containers;
    private final Dirt dirt = new Dirt();
    private Duration listPatience;
    private Duration pause = PAUSE_AFTER_TROUBLE;
    private boolean idsAreConfigDigests = true;
    private List<Container> lastContainers = List.of();
    private List<Image> lastImages = List.of();
    private volatile List<RunningContainer> running = List.of();

    EngineWatch(
            EngineApi api,
            EngineHealth health,
            Inventory inventory,
            EventFeed feed,
            FactsReader factsReader,
            DiskMeter meter,
            Duration firstListPatience) {
        this.listPatience = firstListPatience;
        this.api = api;
        this.health = health;
        this.inventory = inventory;
        this.feed = feed;
        this.factsReader = factsReader;
        this.meter = meter;
        this.images = new ImageReader(api);
        this.containers = new ContainerReader(api);
    }

    /** Watches until interrupted. */
    void watch() {
        try {
            while (true) {
                health.awaitAnswers();
                try {
                    session();
                } catch (IOException e) {
                    LOG.info("Engine: {}", EngineFaults.of(e).reason());
                } catch (LongshoreException e) {
                    LOG.info("Engine: {}", e.reason());
                }
                health.hurry();
                Thread.sleep(pause);
                pause = longer(pause);
            }
        } catch (InterruptedException _) {
            // the agent stops
        }
    }

    /**
     * Longer after each start that did not come to a list: an engine that is too busy to answer in time works on at what it
     * was asked, and is asked the less often the longer that goes on.
     */
    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void session() throws IOException, InterruptedException {
        api.forgetDialect();
        containers.forget();
        Dialect dialect = api.meet();
        dirt.drain();
        Thread listener = listen();
        try {
            facts(dialect);
            list(true, Set.of());
            pause = PAUSE_AFTER_TROUBLE;
            LOG.info(
                    "Engine {} {}: {} images, {} containers, API {}",
                    dialect.podman() ? "Podman" : "Docker",
                    dialect.versionDocument().path("Version").asText("?"),
                    lastImages.size(),
                    lastContainers.size(),
                    dialect.version());
            follow(dialect);
        } finally {
            listener.interrupt();
        }
    }

    private void follow(Dialect dialect) throws IOException, InterruptedException {
        long reconcile = System.nanoTime() + RECONCILE.toNanos();
        Laggards laggards = new Laggards();
        while (health.answers()) {
            Dirt.Stale stale = dirt.take(Math.min(reconcile, System.nanoTime() + TimeUnit.SECONDS.toNanos(1)));
            if (stale.streamEnded()) {
                throw new IOException("no more events");
            }
            boolean all = System.nanoTime() - reconcile >= 0;
            if (all || stale.facts()) {
                facts(dialect);
            }
            laggards.told(stale.up());
            if (all || stale.images() || stale.containers() || laggards.any()) {
                if (relist(all || stale.images(), stale.touched())) { // a list that was refused shows nothing new
                    laggards.listed(lastContainers);
                    meter.changed();
                }
            }
            if (all) {
                reconcile = System.nanoTime() + RECONCILE.toNanos();
            }
        }
    }

    /** An engine may fail to list while an image goes away (Podman does): that is no reason to start over. */
    private boolean relist(boolean withImages, Set<String> touched) throws IOException, InterruptedException {
        try {
            list(withImages, touched);
            return true;
        } catch (EngineRefusal refusal) {
            LOG.debug("Not listed: {}", refusal.message());
            Thread.sleep(PAUSE_AFTER_TROUBLE);
            dirt.again(withImages, touched);
            return false;
        }
    }

    /** Starts to listen; returns when the engine has agreed, or after a moment where it keeps silent until an event. */
    private Thread listen() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        Thread listener = Thread.ofVirtual().name("engine-events").start(() -> {
            try {
                api.events(
                        () -> {
                            if (open.getCount() == 0) { // late: what happened before was not told
                                dirt.again(true, Set.of());
                            }
                            open.countDown();
                        },
                        node -> {
                            feed.take(node);
                            dirt.event(node);
                            return true;
                        });
                LOG.info("Engine: it ended its event stream");
            } catch (IOException | LongshoreException e) {
                LOG.info("Engine: its event stream broke: {}", e.getMessage());
            } catch (InterruptedException _) {
                return; // nobody listens any more
            }
            dirt.streamEnded();
            health.hurry();
        });
        if (!open.await(2, TimeUnit.SECONDS)) {
            open.countDown();
        }
        return listener;
    }

    private void facts(Dialect dialect) throws IOException, InterruptedException {
        JsonNode info = api.info();
        idsAreConfigDigests = !FactsReader.containerdStore(info);
        HostFacts facts = factsReader.read(info, dialect, meter.latest());
        inventory.facts(facts, FactsReader.raw(info, MAX_RAW), FactsReader.raw(dialect.versionDocument(), MAX_RAW));
    }

    /** Lists containers, and images too where they may have changed, and takes note of it. */
    private void list(boolean withImages, Set<String> touched) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Duration deadline = listPatience.multipliedBy(2);
        boolean whole = false;
        health.listBegins(listPatience);
        try {
            lastContainers = containers.read(deadline, touched);
            running = containers.running();
            if (withImages) {
                meter.takeShared().ifPresent(images::shared);
                lastImages = images.read(deadline, idsAreConfigDigests, Inventory.users(lastContainers));
            } else {
                lastImages = recount();
            }
            whole = true;
        } catch (EngineRefusal refusal) {
            health.listRefused();
            throw refusal;
        } finally {
            health.listEnds(whole);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        listPatience = max(
                LEAST_LIST_PATIENCE,
                max(took.multipliedBy(3), listPatience.multipliedBy(9).dividedBy(10)));
        inventory.update(lastImages, lastContainers);
        lastImages = inventory.images(); // those that did not change are kept once
        lastContainers = inventory.containers();
    }

    /** The containers that had a process when they were last listed. */
    List<RunningContainer> running() {
        return running;
    }

    private List<Image> recount() {
        var users = Inventory.users(lastContainers);
        return lastImages.stream()
                .map(image -> {
                    int count = users.getOrDefault(image.getId(), 0);
                    return count == image.getContainers()
                            ? image
                            : image.toBuilder().setContainers(count).build();
                })
                .toList();
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** The disk was measured: images show their shared sizes with the next listing, which is now. */
    void measured() {
        dirt.imagesStale();
    }
}

package dev.longshore.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events to one reader. Whoever offers an event never waits: a reader that does not keep up is cut off, and
 * comes back with Last-Event-ID. The stream ends within a few seconds once its caller may not read it any more.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int MOST_WAITING = 512;
    private static final Duration LOOK_AT_RIGHTS = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final SseEmitter emitter = new SseEmitter(0L);
    private final BooleanSupplier allowed;
    private final List<AutoCloseable> onEnd = new CopyOnWriteArrayList<>();
    private volatile boolean finished;
    private volatile boolean cut;

    private record Event(String name, @Nullable String id, Object data) {}

    EventStream(BooleanSupplier allowed) {
        this.allowed = allowed;
    }

    /** What to end with the stream. */
    void onEnd(AutoCloseable closing) {
        onEnd.add(closing);
    }

    void offer(String name, @Nullable String id, Object data) {
        if (!finished && !cut && !waiting.offer(new Event(name, id, data))) {
            cut = true;
        }
    }

    /** Ends the stream after what was offered so far. */
    void finish() {
        finished = true;
    }

    SseEmitter start() {
        emitter.onTimeout(() -> cut = true);
        emitter.onError(_ -> cut = true);
        emitter.onCompletion(() -> cut = true);
        Thread.ofVirtual().name("event-stream").start(this::write);
        return emitter;
    }

    private void write() {
        try {
            long now = System.nanoTime();
            long lastLook = now;
            long lastSent = now;
            emitter.send(SseEmitter.event().comment("longshore").reconnectTime(2_000));
            while (!cut) {
                Event event = waiting.poll(200, TimeUnit.MILLISECONDS);
                now = System.nanoTime();
                if (now - lastLook > LOOK_AT_RIGHTS.toNanos()) {
                    lastLook = now;
                    if (!allowed.getAsBoolean()) {
                        break;
                    }
                }
                if (event != null) {
                    send(event);
                    lastSent = now;
                } else if (finished) {
                    break;
                } else if (now - lastSent > HEARTBEAT.toNanos()) {
                    emitter.send(SseEmitter.event().comment("alive"));
                    lastSent = now;
                }
            }
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("A reader of events is gone: {}", gone.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void send(Event event) throws IOException {
        SseEmitter.SseEventBuilder built = SseEmitter.event().name(event.name()).data(event.data());
        emitter.send(event.id() == null ? built : built.id(event.id()));
    }

    /** Ends what belongs to a stream that is not to start after all. */
    void abandon() {
        cut = true;
        closeAll();
    }

    private void end() {
        cut = true;
        closeAll();
        emitter.complete();
    }

    private void closeAll() {
        for (AutoCloseable each : onEnd) {
            try {
                each.close();
            } catch (Exception fault) {
                LOG.warn("What belongs to an event stream could not be ended", fault);
            }
        }
    }
}

package dev.longshore.operations;

import dev.longshore.inventory.Fleet;
import dev.longshore.model.OperationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells listeners how operations stand: at most four times a second and the newest only, on a thread of each listener's
 * own, so that a slow one holds nobody up. The end is always told, and told at once.
 */
@Component
class OperationFeed {

    private static final Logger LOG = LoggerFactory.getLogger(OperationFeed.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    Fleet.Subscription add(Predicate<Operation> sees, OperationListener listener) {
        Subscriber subscriber = new Subscriber(sees, listener);
        subscribers.add(subscriber);
        return () -> {
            subscribers.remove(subscriber);
            subscriber.close();
        };
    }

    /** The caller holds the operation's lock. What it looks like is made only when it is told. */
    void changed(LiveOperation operation) {
        if (!subscribers.isEmpty()) {
            boolean ended = operation.ended();
            subscribers.forEach(subscriber -> subscriber.changed(operation, ended));
        }
    }

    private static final class Subscriber {
        private final Predicate<Operation> sees;
        private final OperationListener listener;
        private final Map<OperationId, LiveOperation> changed = new LinkedHashMap<>();
        private boolean oneEnded;
        private boolean telling;
        private boolean closed;

        Subscriber(Predicate<Operation> sees, OperationListener listener) {
            this.sees = sees;
            this.listener = listener;
        }

        synchronized void changed(LiveOperation operation, boolean ended) {
            if (closed) {
                return;
            }
            changed.put(operation.id, operation);
            oneEnded |= ended;
            if (!telling) {
                telling = true;
                Thread.ofVirtual().name("operation-listener").start(this::tell);
            } else if (oneEnded) {
                notifyAll();
            }
        }

        synchronized void close() {
            closed = true;
            changed.clear();
        }

        private void tell() {
            while (true) {
                List<LiveOperation> news;
                synchronized (this) {
                    if (changed.isEmpty()) {
                        telling = false;
                        return;
                    }
                    news = new ArrayList<>(changed.values());
                    changed.clear();
                    oneEnded = false;
                }
                for (LiveOperation each : news) {
                    try {
                        Operation operation = each.lockedView();
                        if (sees.test(operation)) {
                            listener.changed(operation);
                        }
                    } catch (RuntimeException fault) {
                        LOG.warn("A listener of operations failed", fault);
                    }
                }
                try {
                    pause();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized void pause() throws InterruptedException {
            long end = System.nanoTime() + PAUSE.toNanos();
            long left = PAUSE.toNanos();
            while (left > 0 && !oneEnded) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        }
    }
}

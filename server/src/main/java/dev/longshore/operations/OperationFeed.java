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

    boolean anyone() {
        return !subscribers.isEmpty();
    }

    void changed(Operation operation) {
        subscribers.forEach(subscriber -> subscriber.changed(operation));
    }

    private static final class Subscriber {
        private final Predicate<Operation> sees;
        private final OperationListener listener;
        private final Map<OperationId, Operation> changed = new LinkedHashMap<>();
        private boolean telling;
        private boolean closed;

        Subscriber(Predicate<Operation> sees, OperationListener listener) {
            this.sees = sees;
            this.listener = listener;
        }

        synchronized void changed(Operation operation) {
            if (closed || !sees.test(operation)) {
                return;
            }
            changed.put(operation.id(), operation);
            if (!telling) {
                telling = true;
                Thread.ofVirtual().name("operation-listener").start(this::tell);
            } else if (operation.state().ended()) {
                notifyAll();
            }
        }

        synchronized void close() {
            closed = true;
            changed.clear();
        }

        private void tell() {
            while (true) {
                List<Operation> news;
                synchronized (this) {
                    if (changed.isEmpty()) {
                        telling = false;
                        return;
                    }
                    news = new ArrayList<>(changed.values());
                    changed.clear();
                }
                for (Operation operation : news) {
                    try {
                        listener.changed(operation);
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
            while (left > 0
                    && changed.values().stream()
                            .noneMatch(operation -> operation.state().ended())) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        }
    }
}

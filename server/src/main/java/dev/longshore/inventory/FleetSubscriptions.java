package dev.longshore.inventory;

import dev.longshore.model.HostId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of changes without ever waiting for them: each has a thread of its own while there is something to
 * tell, changes of one host are told once however many there were meanwhile, and of too many events the oldest go.
 */
final class FleetSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(FleetSubscriptions.class);
    private static final int MOST_EVENTS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    Fleet.Subscription add(Predicate<HostId> sees, FleetListener listener) {
        Subscriber subscriber = new Subscriber(sees, listener);
        subscribers.add(subscriber);
        return () -> {
            subscribers.remove(subscriber);
            subscriber.close();
        };
    }

    void changed(HostId host) {
        subscribers.forEach(subscriber -> subscriber.changed(host));
    }

    void event(FleetEvent event) {
        subscribers.forEach(subscriber -> subscriber.event(event));
    }

    private static final class Subscriber {
        private final Predicate<HostId> sees;
        private final FleetListener listener;
        private final Set<HostId> changed = new LinkedHashSet<>();
        private final Deque<FleetEvent> events = new ArrayDeque<>();
        private boolean telling;
        private boolean closed;

        Subscriber(Predicate<HostId> sees, FleetListener listener) {
            this.sees = sees;
            this.listener = listener;
        }

        synchronized void changed(HostId host) {
            if (!closed && sees.test(host)) {
                changed.add(host);
                tellSoon();
            }
        }

        synchronized void event(FleetEvent event) {
            if (!closed && sees.test(event.host())) {
                if (events.size() >= MOST_EVENTS) {
                    events.removeFirst();
                }
                events.addLast(event);
                tellSoon();
            }
        }

        synchronized void close() {
            closed = true;
            changed.clear();
            events.clear();
        }

        private void tellSoon() {
            if (!telling) {
                telling = true;
                Thread.ofVirtual().name("fleet-listener").start(this::tell);
            }
        }

        private void tell() {
            while (true) {
                List<HostId> hosts;
                List<FleetEvent> happened;
                synchronized (this) {
                    if (changed.isEmpty() && events.isEmpty()) {
                        telling = false;
                        return;
                    }
                    hosts = new ArrayList<>(changed);
                    happened = new ArrayList<>(events);
                    changed.clear();
                    events.clear();
                }
                try {
                    hosts.forEach(listener::changed);
                    happened.forEach(listener::event);
                } catch (RuntimeException fault) {
                    LOG.warn("A listener of the fleet failed", fault);
                }
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}

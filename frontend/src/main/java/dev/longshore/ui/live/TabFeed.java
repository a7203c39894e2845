package dev.longshore.ui.live;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.FleetListener;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationListener;
import dev.longshore.operations.Operations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of one tab. Changes are gathered, and delivered at most once per pause; while a delivery is on its way no
 * second one is queued, so a tab that does not take its pushes costs one set of host ids and nothing more.
 */
final class TabFeed implements FleetListener, OperationListener {

    private static final Logger log = LoggerFactory.getLogger(TabFeed.class);

    /** One part of the page that wants to hear. */
    record Watcher(Interest interest, Consumer<Changes> told) {}

    private final UI ui;
    private final UiFeed.Timer timer;
    private final Duration pause;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private Fleet.@Nullable Subscription fleet;
    private Fleet.@Nullable Subscription operations;
    private Changes pending = Changes.none();
    private boolean underWay;
    private long lastNanos = Long.MIN_VALUE;

    TabFeed(UI ui, UiFeed.Timer timer, Duration pause) {
        this.ui = ui;
        this.timer = timer;
        this.pause = pause;
    }

    /** Within the session's lock. */
    void add(Watcher watcher, Actor actor, Fleet source, Operations jobs) {
        watchers.add(watcher);
        if (fleet == null) {
            fleet = source.subscribe(actor, this);
        }
        if (operations == null && watcher.interest().operations()) {
            operations = jobs.subscribe(actor, this);
        }
    }

    /** Within the session's lock. */
    void remove(Watcher watcher) {
        watchers.remove(watcher);
        if (watchers.isEmpty()) {
            close();
        }
    }

    void close() {
        watchers.clear();
        if (fleet != null) {
            fleet.close();
            fleet = null;
        }
        if (operations != null) {
            operations.close();
            operations = null;
        }
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public void changed(HostId host) {
        if (watchers.stream().anyMatch(watcher -> watcher.interest().covers(host))) {
            gather(changes -> changes.hosts().add(host));
        }
    }

    @Override
    public void event(FleetEvent event) {
        if (watchers.stream().anyMatch(watcher -> watcher.interest().covers(event.host()))) {
            gather(changes -> changes.add(event));
        }
    }

    @Override
    public void changed(Operation operation) {
        gather(changes -> changes.operations().put(operation.id(), operation));
    }

    private void gather(Consumer<Changes> change) {
        Duration wait;
        synchronized (this) {
            change.accept(pending);
            if (underWay) {
                return;
            }
            underWay = true;
            long since = lastNanos == Long.MIN_VALUE ? pause.toNanos() : System.nanoTime() - lastNanos;
            wait = Duration.ofNanos(Math.max(0, pause.toNanos() - since));
        }
        timer.after(wait, this::send);
    }

    private void send() {
        try {
            var _ = ui.access(this::deliver);
        } catch (UIDetachedException gone) {
            close();
        }
    }

    private void deliver() {
        Changes changes;
        synchronized (this) {
            changes = pending;
            pending = Changes.none();
            underWay = false;
            lastNanos = System.nanoTime();
        }
        for (Watcher watcher : watchers) {
            Changes part = changes.of(watcher.interest());
            if (!part.isEmpty()) {
                tell(watcher, part);
            }
        }
    }

    private static void tell(Watcher watcher, Changes part) {
        try {
            watcher.told().accept(part);
        } catch (LongshoreException expected) {
            // a host that went out of sight, or a session that ended: the next request of the browser shows it
            log.debug("A tab could not be refreshed: {}", expected.reason());
        }
    }
}

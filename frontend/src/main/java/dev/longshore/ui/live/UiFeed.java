package dev.longshore.ui.live;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import dev.longshore.inventory.Fleet;
import dev.longshore.operations.Operations;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Brings changes of fleet and operations to the open tabs: to each tab at most three times a second, only what some
 * attached part of it watches, and nothing any more once the part is gone.
 */
@Service
public final class UiFeed {

    /** Runs something later; a test runs it at once. */
    public interface Timer {
        void after(Duration wait, Runnable act);
    }

    private static final Duration PAUSE = Duration.ofMillis(333);

    private final Fleet fleet;
    private final Operations operations;
    private final UiActor actors;
    private final Timer timer;
    private final ScheduledExecutorService clockwork;

    @Autowired
    UiFeed(Fleet fleet, Operations operations, UiActor actors) {
        this.fleet = fleet;
        this.operations = operations;
        this.actors = actors;
        this.clockwork = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("page-feed").daemon().factory());
        // a delivery may run in the thread that asks for it, so each has its own: one slow tab delays no other
        this.timer = this::later;
    }

    /**
     * Tells the owner of changes for as long as it is attached, within its session's lock.
     *
     * @param told runs once per delivery; read there what the change names, and no more
     */
    public void watch(Component owner, Interest interest, Consumer<Changes> told) {
        TabFeed.Watcher watcher = new TabFeed.Watcher(interest, told);
        owner.addAttachListener(event -> start(event.getUI(), watcher));
        owner.addDetachListener(event -> stop(event.getUI(), watcher));
        if (owner.isAttached()) {
            owner.getUI().ifPresent(ui -> start(ui, watcher));
        }
    }

    private void start(UI ui, TabFeed.Watcher watcher) {
        TabFeed feed = ComponentUtil.getData(ui, TabFeed.class);
        if (feed == null) {
            TabFeed made = new TabFeed(ui, timer, PAUSE);
            ComponentUtil.setData(ui, TabFeed.class, made);
            ui.addDetachListener(_ -> made.close());
            feed = made;
        }
        feed.add(watcher, actors.current(), fleet, operations);
    }

    private static void stop(UI ui, TabFeed.Watcher watcher) {
        TabFeed feed = ComponentUtil.getData(ui, TabFeed.class);
        if (feed != null) {
            feed.remove(watcher);
        }
    }

    private void later(Duration wait, Runnable act) {
        var _ = clockwork.schedule(() -> Thread.startVirtualThread(act), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    @PreDestroy
    void close() {
        clockwork.shutdownNow();
    }
}

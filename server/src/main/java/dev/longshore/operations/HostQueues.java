package dev.longshore.operations;

import dev.longshore.model.HostId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The queues of all hosts, one made when a host is first asked about. What gets a place is handed on, on any thread. */
final class HostQueues {

    private final OperationSettings settings;
    private final Consumer<HostQueue.Waiting> placed;
    private final Map<HostId, HostQueue> queues = new ConcurrentHashMap<>();

    /** @param placed takes what has got a place; must return at once */
    HostQueues(OperationSettings settings, Consumer<HostQueue.Waiting> placed) {
        this.settings = settings;
        this.placed = placed;
    }

    private HostQueue of(HostId host) {
        return queues.computeIfAbsent(host, _ -> new HostQueue(settings.perHost(), settings.queuePerHost()));
    }

    boolean full(HostId host) {
        return of(host).full();
    }

    /** It gets its place when {@link #pump} finds one. */
    void add(LiveOperation operation, LiveOperation.Part part) {
        of(part.host).add(new HostQueue.Waiting(operation, part));
    }

    /** Hands on as many as there are places for. */
    void pump(HostId host) {
        HostQueue queue = of(host);
        for (HostQueue.Waiting next = queue.next(); next != null; next = queue.next()) {
            placed.accept(next);
        }
    }

    /** A place for what runs already. */
    void take(HostId host) {
        of(host).take();
    }

    /** A place is free again: the next one gets it. */
    void release(HostId host) {
        HostQueue queue = queues.get(host);
        if (queue != null) {
            queue.release();
            pump(host);
        }
    }

    /** Whether it still waited. */
    boolean remove(LiveOperation.Part part) {
        return of(part.host).remove(part);
    }

    List<HostQueue.Waiting> removeAll(HostId host) {
        return of(host).removeAll();
    }

    /** The host is gone for good. */
    void forget(HostId host) {
        queues.remove(host);
    }
}

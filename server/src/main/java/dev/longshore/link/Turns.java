package dev.longshore.link;

import dev.longshore.model.HostId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a host send only a few archives at once, however many others wait for one: each costs it the image's size on its
 * disk. The others wait in the order in which they came.
 */
final class Turns {

    private static final int AT_ONCE = 4;

    private final Map<HostId, Sender> senders = new HashMap<>();

    private static final class Sender {
        private final Set<String> sending = new HashSet<>();
        private final Deque<Waiting> waiting = new ArrayDeque<>();
    }

    private record Waiting(String streamId, Runnable begin) {}

    /** Runs {@code begin} when it is the stream's turn, which may be now. */
    void enter(HostId sender, String streamId, Runnable begin) {
        synchronized (this) {
            Sender host = senders.computeIfAbsent(sender, _ -> new Sender());
            if (host.sending.size() >= AT_ONCE) {
                host.waiting.add(new Waiting(streamId, begin));
                return;
            }
            host.sending.add(streamId);
        }
        begin.run();
    }

    /** The stream has ended, whether or not its turn had come. */
    void leave(HostId sender, String streamId) {
        Waiting next = next(sender, streamId);
        if (next != null) {
            next.begin().run();
        }
    }

    private synchronized @Nullable Waiting next(HostId sender, String streamId) {
        Sender host = senders.get(sender);
        if (host == null) {
            return null;
        }
        host.waiting.removeIf(waiting -> waiting.streamId().equals(streamId));
        Waiting next = null;
        if (host.sending.remove(streamId)) {
            next = host.waiting.poll();
            if (next != null) {
                host.sending.add(next.streamId());
            }
        }
        if (host.sending.isEmpty() && host.waiting.isEmpty()) {
            senders.remove(sender);
        }
        return next;
    }
}

package dev.longshore.operations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of one host, and who waits for one. Thread-safe; it takes no other lock. */
final class HostQueue {

    private final int places;
    private final int mostWaiting;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    record Waiting(LiveOperation operation, LiveOperation.Part part) {}

    HostQueue(int places, int mostWaiting) {
        this.places = places;
        this.mostWaiting = mostWaiting;
    }

    synchronized boolean full() {
        return waiting.size() >= mostWaiting;
    }

    synchronized void add(Waiting part) {
        waiting.addLast(part);
    }

    /** Takes a place for the next that waits, or gives null. */
    synchronized @Nullable Waiting next() {
        if (taken >= places || waiting.isEmpty()) {
            return null;
        }
        taken++;
        return waiting.removeFirst();
    }

    /** Takes a place for a part that runs already, even if there are more than places. */
    synchronized void take() {
        taken++;
    }

    synchronized void release() {
        taken--;
    }

    synchronized boolean remove(LiveOperation.Part part) {
        return waiting.removeIf(each -> each.part().equals(part));
    }

    synchronized List<Waiting> removeAll() {
        List<Waiting> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }
}

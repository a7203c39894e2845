package dev.longshore.agent.link;

import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.StatBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent in one session, in order and bounded. When the link is slower than the host's news, news are
 * dropped rather than kept: a delta that comes after dropped ones says so, and the server then asks for everything.
 * Answers that somebody waits for are never dropped; there are few of them. Statistics go out when nothing else waits, and no
 * round of them outlives the next of its kind.
 */
final class Outbox {

    private static final int MAX_NEWS = 512;
    private static final int MAX_NEWS_BYTES = 4 << 20;

    private record Item(AgentMessage.Builder message, int newsBytes) {}

    private final Deque<Item> items = new ArrayDeque<>();
    private final Deque<StatBatch> fullRound = new ArrayDeque<>();
    private final Deque<StatBatch> watchedRound = new ArrayDeque<>();
    private int news;
    private int newsBytes;
    private boolean gap;
    private long gapEpoch;
    private long gapRevision;
    private boolean closed;
    private boolean sending;

    /** Queues an answer. */
    synchronized void put(AgentMessage.Builder message) {
        if (!closed) {
            items.add(new Item(message, 0));
            notifyAll();
        }
    }

    /** Queues news, or drops them. */
    synchronized void offer(AgentMessage.Builder message) {
        if (closed) {
            return;
        }
        int bytes = message.clone().build().getSerializedSize();
        if (news >= MAX_NEWS || newsBytes + bytes > MAX_NEWS_BYTES) {
            if (message.hasDelta()) {
                gap = true;
                gapEpoch = message.getDelta().getEpoch();
                gapRevision = message.getDelta().getRevision();
            }
            return;
        }
        items.add(new Item(message, bytes));
        news++;
        newsBytes += bytes;
        notifyAll();
    }

    /** Queues a round of statistics; what was not sent of the one before is dropped. */
    synchronized void round(List<StatBatch> parts, boolean full) {
        Deque<StatBatch> waiting = full ? fullRound : watchedRound;
        waiting.clear();
        if (!closed) {
            waiting.addAll(parts);
            notifyAll();
        }
    }

    /** The next to send, or null after the time or once closed. Asking again means that the one before has gone out. */
    synchronized AgentMessage.@Nullable Builder poll(long millis) throws InterruptedException {
        sending = false;
        notifyAll();
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (items.isEmpty() && !closed) {
            if (gap) {
                // All that was kept has gone out, and something was lost on the way: say so even if nothing follows.
                gap = false;
                sending = true;
                return AgentMessage.newBuilder()
                        .setDelta(InventoryDelta.newBuilder()
                                .setEpoch(gapEpoch)
                                .setRevision(gapRevision)
                                .setGap(true));
            }
            StatBatch stats = fullRound.isEmpty() ? watchedRound.poll() : fullRound.poll();
            if (stats != null) {
                sending = true;
                return AgentMessage.newBuilder().setStats(stats);
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        Item item = items.poll();
        if (item == null) {
            return null;
        }
        if (item.newsBytes() > 0) {
            news--;
            newsBytes -= item.newsBytes();
        }
        sending = true;
        return item.message();
    }

    /** Waits until all that was queued has gone out, the one being sent included, but not longer than the time. */
    synchronized void awaitSent(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while ((sending || !items.isEmpty()) && System.nanoTime() < deadline) {
            wait(20);
        }
    }

    synchronized void close() {
        closed = true;
        items.clear();
        fullRound.clear();
        watchedRound.clear();
        notifyAll();
    }
}

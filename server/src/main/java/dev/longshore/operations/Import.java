package dev.longshore.operations;

import dev.longshore.link.Feed;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The hosts that take one file of whoever uploads it: each comes in its turn, and the file is read when all are there. */
final class Import {

    private final Set<HostId> hosts;
    private final Map<HostId, Feed> feeds = new HashMap<>();
    private final Set<HostId> out = new HashSet<>();
    private boolean taken;
    private @Nullable LongshoreException closed;

    Import(Collection<HostId> hosts) {
        this.hosts = Set.copyOf(hosts);
    }

    /** A host's turn has come, and this is its stream; throws why it came too late. */
    void add(HostId host, Feed feed) {
        synchronized (this) {
            if (closed != null) {
                feed.close(closed);
                throw closed;
            }
            feeds.put(host, feed);
        }
        feed.whenSettled(this::stir);
    }

    /** The host's part has ended. True if that was the last. */
    synchronized boolean left(HostId host) {
        out.add(host);
        notifyAll();
        return out.containsAll(hosts);
    }

    /** Why the host's stream came to nothing, or null. */
    synchronized @Nullable LongshoreException fault(HostId host) {
        Feed feed = feeds.get(host);
        return feed == null ? null : feed.failure().orElse(null);
    }

    /** Whether this is the first to bring a file. */
    synchronized boolean take() {
        boolean first = !taken && closed == null;
        taken = true;
        return first;
    }

    synchronized boolean isTaken() {
        return taken;
    }

    private synchronized void stir() {
        notifyAll();
    }

    /** Ends all that has not ended, and lets no host come any more. */
    void close(LongshoreException why) {
        List<Feed> all;
        synchronized (this) {
            closed = closed == null ? why : closed;
            all = List.copyOf(feeds.values());
            notifyAll();
        }
        all.forEach(feed -> feed.close(why));
    }

    /** Ends the stream of one host. */
    void close(HostId host, LongshoreException why) {
        Feed feed;
        synchronized (this) {
            feed = feeds.get(host);
        }
        if (feed != null) {
            feed.close(why);
        }
    }

    /** Waits until each host has come or dropped out, or the time is over; those that come later are too late. */
    synchronized List<Feed> gather(long withinNanos) throws InterruptedException {
        long end = System.nanoTime() + withinNanos;
        while (closed == null && !settled()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (closed != null) {
            throw closed;
        }
        closed = new LongshoreException(ErrorCode.HOST_BUSY, "the host's turn came too late for the upload");
        List<Feed> open = new ArrayList<>();
        for (Feed feed : feeds.values()) {
            if (feed.isOpen()) {
                open.add(feed);
            } else {
                feed.close(closed);
            }
        }
        return open;
    }

    private boolean settled() {
        return hosts.stream().allMatch(host -> {
            Feed feed = feeds.get(host);
            return out.contains(host)
                    || (feed != null && (feed.isOpen() || feed.failure().isPresent()));
        });
    }
}

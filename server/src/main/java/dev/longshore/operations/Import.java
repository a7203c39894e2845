package dev.longshore.operations;

import dev.longshore.link.Feed;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way from whoever uploads it to hosts. It is read once, block by block, and each block is given to all hosts
 * before the next is read, so that the slowest host slows the upload; one that drops out slows nobody.
 */
final class Import {

    private static final int BLOCK_BYTES = 64 * 1024;

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

    /** Gives all of the file to all that are open; false if nobody takes it any more. Throws if it can't be read. */
    static boolean pump(InputStream in, List<Feed> feeds) throws IOException, InterruptedException {
        List<Feed> open = new ArrayList<>(feeds);
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BLOCK_BYTES];
        long bytes = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            byte[] block = Arrays.copyOf(buffer, count);
            sha256.update(block);
            bytes += count;
            for (Feed feed : List.copyOf(open)) {
                if (!feed.put(block)) {
                    open.remove(feed);
                }
            }
            if (open.isEmpty()) {
                return false;
            }
        }
        byte[] sum = sha256.digest();
        for (Feed feed : open) {
            feed.end(bytes, sum);
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package dev.longshore.link;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives what is read once to several hosts, block by block, and each block to all of them before the next is read: the slowest
 * slows the source, a few blocks wait for each, and nothing is kept. One that drops out slows nobody, nor for long one that
 * takes nothing while others wait.
 */
public final class FanOut {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final Duration STALLED_WITHIN = Duration.ofSeconds(60);

    private FanOut() {}

    /**
     * Gives all of a file to all that are open, and a proper end to those that took it. False if nobody takes it any more.
     *
     * @throws IOException if it can't be read; no host has an end of it then
     */
    public static boolean give(InputStream file, List<Feed> feeds) throws IOException, InterruptedException {
        MeteredInput in = new MeteredInput(file, Long.MAX_VALUE);
        if (!pump(in, feeds)) {
            return false;
        }
        byte[] sum = in.sha256();
        feeds.stream().filter(Feed::isOpen).forEach(feed -> feed.end(in.bytes(), sum));
        return true;
    }

    /** Gives all of it to all that are open, without an end. False if nobody takes it any more. */
    static boolean pump(InputStream in, List<Feed> feeds) throws IOException, InterruptedException {
        return pump(in, feeds, STALLED_WITHIN);
    }

    /** @param stalledWithin that long a host may take nothing while others wait for it; alone it may take its time */
    static boolean pump(InputStream in, List<Feed> feeds, Duration stalledWithin)
            throws IOException, InterruptedException {
        List<Feed> open = new ArrayList<>(feeds);
        byte[] buffer = new byte[BLOCK_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            byte[] block = Arrays.copyOf(buffer, count);
            for (Feed feed : List.copyOf(open)) {
                if (!feed.put(block, open.size() > 1 ? stalledWithin : FeedStream.WITHOUT_END)) {
                    open.remove(feed);
                }
            }
            if (open.isEmpty()) {
                return false;
            }
        }
        return true;
    }
}

package dev.longshore.link;

import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of one host what happened to it, one after another, off the threads that read the network. When
 * listeners lag, the reader of that host's session waits here, and TCP slows its agent.
 */
final class HostLane {

    private static final Logger log = LoggerFactory.getLogger(HostLane.class);
    private static final int MAX_WAITING = 1_024;

    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;

    HostLane(String name) {
        thread = Thread.ofVirtual().name("lane-" + name).start(this::run);
    }

    void add(Runnable news) {
        try {
            waiting.put(news);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it after what waits in it. */
    void end() {
        add(thread::interrupt);
    }

    private void run() {
        try {
            while (true) {
                Runnable news = waiting.take();
                try {
                    news.run();
                } catch (RuntimeException e) {
                    log.error("news of a host could not be told", e);
                }
            }
        } catch (InterruptedException e) {
            log.debug("{} ended", thread.getName());
        }
    }
}

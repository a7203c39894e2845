package dev.longshore.metrics.history;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Until when hours are closed, in memory: queries read folded rows before {@link #rolledMs} and raw ones after it, rows before
 * {@link #closedMs} are not added any more. The first never passes the second.
 *
 * @see "docs/adr/0019-history.md: a reader of DuckDB may see rows twice while a transaction commits"
 */
final class Marks {

    private final ReentrantLock appending = new ReentrantLock();
    private volatile long rolledMs;
    private volatile long closedMs;

    /** As stored, after the store was opened. */
    void load(long ms) {
        rolledMs = ms;
        closedMs = Math.max(closedMs, ms);
    }

    /** Held while rows are added. */
    ReentrantLock appending() {
        return appending;
    }

    /** Waits for rows that are being added, and lets no more be added before this time. */
    void close(long ms) {
        appending.lock();
        try {
            closedMs = Math.max(closedMs, ms);
        } finally {
            appending.unlock();
        }
    }

    void rolled(long ms) {
        rolledMs = Math.max(rolledMs, ms);
    }

    long rolledMs() {
        return rolledMs;
    }

    long closedMs() {
        return closedMs;
    }
}

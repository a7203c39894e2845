package dev.longshore.metrics;

import dev.longshore.metrics.history.History;
import dev.longshore.metrics.history.Row;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries rows into the history: those who bring them never wait. What a failing store does not take is kept for some minutes,
 * within bounds, then given up, the oldest first; live figures know nothing of it.
 */
final class Recorder implements AutoCloseable {

    static final Duration TICK = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Recorder.class);
    private static final int MAX_PENDING = 120_000;
    private static final Duration MAINTAIN_EACH = Duration.ofMinutes(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final @Nullable History history;
    private final Clock clock;
    private final Deque<Row> pending = new ArrayDeque<>();
    private final ScheduledExecutorService ingest = thread("history");
    private final ScheduledExecutorService maintenance = thread("history-maintenance");
    private final AtomicLong keptRows = new AtomicLong();
    private final AtomicLong ignoredRows = new AtomicLong();
    private final AtomicLong lostRows = new AtomicLong();
    private volatile @Nullable LongshoreException trouble;
    private volatile @Nullable Instant troubleSince;

    /** @param history null if none is kept */
    Recorder(@Nullable History history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    void start() {
        if (history != null) {
            var _ = ingest.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
            var _ = maintenance.scheduleWithFixedDelay(this::maintain, 1, MAINTAIN_EACH.toMinutes(), TimeUnit.MINUTES);
        }
    }

    /** Takes rows; returns at once. */
    void offer(List<Row> rows) {
        if (history == null || rows.isEmpty()) {
            return;
        }
        synchronized (pending) {
            pending.addAll(rows);
            dropOldest();
        }
    }

    private void dropOldest() {
        while (pending.size() > MAX_PENDING) {
            pending.removeFirst();
            lostRows.incrementAndGet();
        }
    }

    /** Appends what has come since the last time, in one piece. */
    void tick() {
        History into = history;
        List<Row> rows;
        synchronized (pending) {
            rows = new ArrayList<>(pending);
            pending.clear();
        }
        if (into == null || rows.isEmpty()) {
            return;
        }
        try {
            History.Appended appended = into.append(rows);
            keptRows.addAndGet(appended.kept());
            ignoredRows.addAndGet(appended.ignored());
            well();
        } catch (RuntimeException e) {
            synchronized (pending) {
                for (int i = rows.size() - 1; i >= 0; i--) {
                    pending.addFirst(rows.get(i));
                }
                dropOldest();
            }
            ill(e);
        }
    }

    private void well() {
        if (trouble != null) {
            log.info("the history takes rows again; {} were lost so far", lostRows.get());
            trouble = null;
            troubleSince = null;
        }
    }

    private void ill(RuntimeException e) {
        LongshoreException why = e instanceof LongshoreException known
                ? known
                : new LongshoreException(ErrorCode.INTERNAL, "the history failed", e);
        LongshoreException before = trouble;
        if (before == null) {
            troubleSince = clock.instant();
        }
        if (before == null || before.code() != why.code()) {
            log.warn("statistics are not recorded, live figures go on: {} {}", why.reason(), why.remedy());
            log.debug("of the history", e);
        }
        trouble = why;
    }

    void maintain() {
        History of = history;
        if (of == null) {
            return;
        }
        try {
            of.maintain();
        } catch (RuntimeException e) {
            log.warn("the history's old rows were not folded this time: {}", e.toString());
        }
    }

    /** How the history is. */
    HistoryState state() {
        LongshoreException why = trouble;
        return new HistoryState(
                history != null,
                why == null ? null : why.code(),
                why == null ? "" : why.reason(),
                troubleSince,
                Duration.ofMillis(lagMs()),
                keptRows.get(),
                ignoredRows.get(),
                lostRows.get());
    }

    /** How old the oldest row is that is not kept yet; 0 if there is none. */
    long lagMs() {
        synchronized (pending) {
            Row oldest = pending.peekFirst();
            return oldest == null ? 0 : Math.max(0, clock.millis() - oldest.atMs());
        }
    }

    @Override
    public void close() {
        maintenance.shutdown();
        ingest.shutdown();
        try {
            if (ingest.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
            maintenance.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (history != null) {
            history.close();
        }
    }
}

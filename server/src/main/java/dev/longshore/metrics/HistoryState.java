package dev.longshore.metrics;

import dev.longshore.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the history of statistics is.
 *
 * @param on whether one is kept at all
 * @param problem why rows are not recorded now; null if they are
 * @param reason the same for a person; empty if there is none
 * @param since when the problem began
 * @param lag how old the oldest row is that waits to be recorded
 * @param rows recorded since the server's start
 * @param ignored known already, or too late
 * @param lost given up since the store did not take them
 */
public record HistoryState(
        boolean on,
        @Nullable ErrorCode problem,
        String reason,
        @Nullable Instant since,
        Duration lag,
        long rows,
        long ignored,
        long lost) {}

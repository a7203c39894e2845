package dev.longshore.metrics.history;

import java.util.ArrayList;
import java.util.List;

/**
 * From which tables a time is read: the folded ones end where hours are closed, and raw rows follow. Each moment is read from
 * one table only, by a mark that is held in memory, so that nobody sees a row twice while an hour is being closed.
 *
 * @param fromMs a multiple of the step
 * @param toMs a multiple of the step, after the end
 */
record Plan(long fromMs, long toMs, long stepMs, List<Part> parts) {

    /** What is read of a table: from, inclusive, to, exclusive. */
    record Part(Level level, long fromMs, long toMs) {}

    static Plan series(SeriesQuery query, Retention retention, long nowMs, long rolledMs) {
        long from = query.from().toEpochMilli();
        long step = query.step().toMillis();
        Level level;
        if (step % Level.HOUR.stepMs() == 0
                || from < nowMs - retention.minutes().toMillis()) {
            level = Level.HOUR;
        } else if (step % Level.MINUTE.stepMs() == 0
                || from < nowMs - retention.raw().toMillis()) {
            level = Level.MINUTE;
        } else {
            level = Level.RAW;
        }
        step = ceil(step, level.stepMs());
        return of(level, floor(from, step), ceil(query.to().toEpochMilli(), step), step, rolledMs);
    }

    static Plan top(TopQuery query, Retention retention, long nowMs, long rolledMs) {
        long from = query.from().toEpochMilli();
        long to = query.to().toEpochMilli();
        Level level = Level.MINUTE;
        if (from >= nowMs - retention.raw().toMillis() && to - from <= 2 * Level.HOUR.stepMs()) {
            level = Level.RAW;
        } else if (from < nowMs - retention.minutes().toMillis() || to - from > 48 * Level.HOUR.stepMs()) {
            level = Level.HOUR;
        }
        return of(level, floor(from, level.stepMs()), ceil(to, level.stepMs()), level.stepMs(), rolledMs);
    }

    private static Plan of(Level level, long from, long to, long step, long rolledMs) {
        List<Part> parts = new ArrayList<>();
        if (level == Level.RAW) {
            parts.add(new Part(level, from, to));
        } else {
            if (from < rolledMs) {
                parts.add(new Part(level, from, Math.min(to, rolledMs)));
            }
            if (to > rolledMs) {
                parts.add(new Part(Level.RAW, Math.max(from, rolledMs), to));
            }
        }
        return new Plan(from, to, step, List.copyOf(parts));
    }

    int steps() {
        return Math.toIntExact((toMs - fromMs) / stepMs);
    }

    static long floor(long ms, long step) {
        return ms - Math.floorMod(ms, step);
    }

    static long ceil(long ms, long step) {
        return floor(ms + step - 1, step);
    }
}

package dev.longshore.metrics.history;

import java.util.Locale;

/** A table of rows: as they came, or folded by the minute or the hour. */
enum Level {
    RAW(1),
    MINUTE(60_000),
    HOUR(3_600_000);

    private final long stepMs;

    Level(long stepMs) {
        this.stepMs = stepMs;
    }

    /** The length of what a row stands for; of raw ones, the least difference. */
    long stepMs() {
        return stepMs;
    }

    String table() {
        return "history_" + name().toLowerCase(Locale.ROOT);
    }
}

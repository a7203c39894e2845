package dev.longshore.metrics.history;

import java.time.Duration;

/** How long rows are kept as they came, by the minute, and by the hour. */
public record Retention(Duration raw, Duration minutes, Duration hours) {

    private static final Duration LEAST = Duration.ofHours(3);

    /** A day, two weeks, a year. */
    public static final Retention USUAL = new Retention(Duration.ofDays(1), Duration.ofDays(14), Duration.ofDays(365));

    public Retention {
        if (raw.compareTo(LEAST) < 0 || minutes.compareTo(raw) < 0 || hours.compareTo(minutes) < 0) {
            throw new IllegalArgumentException(
                    "rows are kept for 3 h at least, coarser ones not shorter than finer ones: " + raw + ", " + minutes
                            + ", " + hours);
        }
    }
}

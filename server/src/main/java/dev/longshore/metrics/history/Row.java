package dev.longshore.metrics.history;

import dev.longshore.model.SafeText;

/**
 * What is kept of one subject and interval.
 *
 * @param name what people called it then; cleaned and cut
 * @param atMs the interval's end, of the server's clock, ms since 1970
 * @param spanMs the interval's length; 0 if there was no sample before
 */
public record Row(Subject subject, String name, long atMs, int spanMs, Readings readings) {

    private static final int MAX_NAME = 128;

    public Row {
        name = SafeText.line(name, MAX_NAME);
        if (atMs <= 0 || spanMs < 0) {
            throw new IllegalArgumentException("no time: " + atMs + ", " + spanMs);
        }
    }
}

package dev.longshore.metrics;

import dev.longshore.metrics.history.Readings;
import dev.longshore.metrics.history.Row;
import dev.longshore.metrics.history.Subject;
import org.jspecify.annotations.Nullable;

/**
 * One subject: its last readings, from which the next make rates, and its last minutes. Rounds of everything make rows of the
 * history, from one such round to the next, whatever was read in between. Guarded by its host.
 */
final class Meter {

    /** After a longer silence nothing is said of what was meanwhile: a gap. */
    private static final long MAX_SILENCE_US = 25_000_000;

    private final Subject subject;
    private final Ring ring = new Ring();
    private WireReadings.Limits limits = WireReadings.Limits.UNTOLD;
    private String name = "";
    private @Nullable RawReading last;
    private @Nullable RawReading lastFull;
    private @Nullable Readings current;
    private long currentMs;
    private long lastRowMs;
    private int restarts;
    private long seenInRound;

    Meter(Subject subject) {
        this.subject = subject;
    }

    Subject subject() {
        return subject;
    }

    WireReadings.Limits limits() {
        return limits;
    }

    void limits(WireReadings.Limits told) {
        limits = told;
    }

    void name(String called) {
        name = called;
    }

    String name() {
        return name;
    }

    /** The round in which it was last told of. */
    long seenInRound() {
        return seenInRound;
    }

    void seenInRound(long round) {
        seenInRound = round;
    }

    /**
     * Takes a reading; one that is not newer than the last is ignored.
     *
     * @return what the history is to keep; null unless {@code full}
     */
    @Nullable
    Row add(RawReading now, long atMs, boolean full) {
        RawReading before = last;
        if (before != null && now.atUs() <= before.atUs()) {
            return null;
        }
        if (before != null && Rates.isRestart(before, now)) {
            restarts++;
            before = null;
            lastFull = null;
        }
        current = Rates.of(silent(before, now) ? null : before, now);
        currentMs = Math.max(atMs, currentMs + 1);
        ring.add(currentMs, current);
        last = now;
        return full ? row(now, currentMs) : null;
    }

    private @Nullable Row row(RawReading now, long atMs) {
        RawReading before = silent(lastFull, now) ? null : lastFull;
        lastFull = now;
        if (atMs <= lastRowMs) {
            return null;
        }
        lastRowMs = atMs;
        int spanMs = before == null ? 0 : (int) ((now.atUs() - before.atUs()) / 1000);
        return new Row(subject, name, atMs, spanMs, Rates.of(before, now));
    }

    private static boolean silent(@Nullable RawReading before, RawReading now) {
        return before == null || now.atUs() - before.atUs() > MAX_SILENCE_US;
    }

    /** The agent was started anew: its times, and perhaps all, are others. */
    void startOver() {
        last = null;
        lastFull = null;
    }

    /** What is known of it last; null if it has only begun. */
    @Nullable
    Readings current() {
        return current;
    }

    long currentMs() {
        return currentMs;
    }

    /** How often it was seen to be started again. */
    int restarts() {
        return restarts;
    }

    Ring ring() {
        return ring;
    }
}

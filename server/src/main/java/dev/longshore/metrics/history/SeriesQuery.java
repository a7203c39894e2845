package dev.longshore.metrics.history;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Asks for series. One that asks for nothing, or for too much, is refused with {@code INVALID_REQUEST}.
 *
 * @param step one value for each; a store that keeps only coarser ones for the time takes a longer step
 */
public record SeriesQuery(
        Set<Subject> subjects, Set<Metric> metrics, Instant from, Instant to, Duration step, Fold fold) {

    /** How many subjects one query may name. */
    public static final int MAX_SUBJECTS = 500;

    /** How many values one query may answer: subjects x metrics x steps. */
    public static final long MAX_VALUES = 2_000_000;

    static final int MAX_STEPS = 11_000;

    public SeriesQuery {
        subjects = Set.copyOf(subjects);
        metrics = Set.copyOf(metrics);
        require(!subjects.isEmpty() && !metrics.isEmpty(), "name a subject and a metric");
        require(subjects.size() <= MAX_SUBJECTS, "name at most " + MAX_SUBJECTS + " subjects");
        requireRange(from, to);
        require(step.toMillis() >= 1000, "a step is a second at least");
        long steps = Duration.between(from, to).toMillis() / step.toMillis() + 2;
        require(steps <= MAX_STEPS, "choose a longer step: at most " + MAX_STEPS + " values in a series");
        require(
                steps * subjects.size() * metrics.size() <= MAX_VALUES,
                "choose a longer step, fewer subjects, or fewer metrics: at most " + MAX_VALUES + " values");
    }

    static void requireRange(Instant from, Instant to) {
        require(from.isBefore(to), "the time must begin before it ends");
        require(from.getEpochSecond() > 0 && to.getEpochSecond() < 100_000_000_000L, "no such time");
    }

    static void require(boolean fits, String problem) {
        if (!fits) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, problem);
        }
    }
}

package dev.longshore.registries;

import dev.longshore.model.ImageRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to ask which registry for which tag. One question at a time for each registry, tags spread over the interval by
 * chance, and a registry that refuses or fails is left alone, longer each time.
 */
final class CheckPlan {

    private static final Duration FIRST_WITHIN = Duration.ofMinutes(5);
    private static final Duration FAILED_PAUSE = Duration.ofMinutes(5);
    private static final Duration LIMITED_PAUSE = Duration.ofMinutes(15);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final int MOST_DOUBLINGS = 8;

    private final Duration interval;
    private final RandomGenerator random;
    private final Map<ImageRef, Instant> due = new HashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();

    /** What stands between us and a registry. */
    private static final class Lane {
        boolean busy;
        int failures;
        Instant pausedUntil = Instant.MIN;
    }

    CheckPlan(Duration interval, RandomGenerator random) {
        this.interval = interval;
        this.random = random;
    }

    /** These are to be asked for, and no others. */
    synchronized void watch(Set<ImageRef> wanted, Instant now) {
        due.keySet().retainAll(wanted);
        for (ImageRef each : wanted) {
            due.computeIfAbsent(each, _ -> now.plus(part(least(FIRST_WITHIN, interval))));
        }
    }

    /** Somebody wants to know now: all are due, but a registry that asked to be left alone is. */
    synchronized void hurry(Instant now) {
        due.replaceAll((_, _) -> now);
    }

    /** Whether anything is due, at whatever registry. */
    synchronized boolean anyDue(Instant now) {
        return due.values().stream().anyMatch(at -> !at.isAfter(now));
    }

    /** What is due longest at this registry, which is busy with it until {@link #done}, or nothing. */
    synchronized Optional<ImageRef> next(String host, Instant now) {
        Lane lane = lanes.computeIfAbsent(host, _ -> new Lane());
        if (lane.busy || now.isBefore(lane.pausedUntil)) {
            return Optional.empty();
        }
        Optional<ImageRef> next = due.entrySet().stream()
                .filter(each ->
                        each.getKey().domain().equals(host) && !each.getValue().isAfter(now))
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
        lane.busy = next.isPresent();
        return next;
    }

    /** There was an answer, be it that there is no such tag. */
    synchronized void done(ImageRef reference, Instant now) {
        Lane lane = free(reference);
        lane.failures = 0;
        due.computeIfPresent(reference, (_, _) -> now.plus(jittered(interval)));
    }

    /**
     * There was none, for a reason that may hold for the whole registry. After the pause others are asked for before this
     * one, so that a single tag that always fails keeps nobody else waiting for good.
     *
     * @param limited whether it asks for fewer questions
     * @param asked for how long it wants to be left alone; null if it does not say
     */
    synchronized void refused(ImageRef reference, boolean limited, @Nullable Duration asked, Instant now) {
        Lane lane = free(reference);
        Duration pause =
                (limited ? LIMITED_PAUSE : FAILED_PAUSE).multipliedBy(1L << Math.min(lane.failures, MOST_DOUBLINGS));
        lane.failures++;
        Duration wanted = asked == null || asked.compareTo(pause) < 0 ? pause : asked;
        Instant until = now.plus(jittered(least(wanted, LONGEST_PAUSE)));
        lane.pausedUntil = until;
        due.computeIfPresent(reference, (_, _) -> until);
    }

    private Lane free(ImageRef reference) {
        Lane lane = lanes.computeIfAbsent(reference.domain(), _ -> new Lane());
        lane.busy = false;
        return lane;
    }

    private Duration part(Duration whole) {
        return Duration.ofMillis(random.nextLong(whole.toMillis() + 1));
    }

    /** Up to a tenth more. */
    private Duration jittered(Duration length) {
        return length.plus(part(length.dividedBy(10)));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

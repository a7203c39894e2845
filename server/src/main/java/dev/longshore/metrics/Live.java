package dev.longshore.metrics;

import dev.longshore.metrics.history.Readings;
import dev.longshore.metrics.history.Subject;
import java.time.Instant;

/**
 * What is known of a subject now.
 *
 * @param name what its engine calls it, empty if that was not told
 * @param at when it was read, by the server's clock
 * @param restarts how often it was seen to be started again since it is watched
 * @param gone whether the last full round did not tell of it any more
 */
public record Live(Subject subject, String name, Instant at, Readings readings, int restarts, boolean gone) {}

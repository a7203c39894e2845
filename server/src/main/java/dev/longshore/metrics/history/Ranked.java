package dev.longshore.metrics.history;

/**
 * One of the first of a ranking.
 *
 * @param name what it was called last
 */
public record Ranked(Subject subject, String name, double value) {}

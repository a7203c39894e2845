package dev.longshore.metrics.history;

/** How the samples of a time become one value. */
public enum Fold {
    /** The mean of those that are there. */
    MEAN,
    MAX
}

package dev.longshore.metrics.history;

import dev.longshore.model.LongshoreException;
import java.util.List;

/**
 * A store of rows. What {@link #append} has returned from is kept through any end of this program. A row is known by its
 * subject and time: of rows with the same, the first is kept. A row may come late, in any order, until its hour is closed,
 * two minutes after its end; then it is ignored.
 *
 * <p>One thread appends; maintenance and queries may run beside it. All calls throw {@link LongshoreException} with
 * {@code HISTORY_DISK_FULL} or {@code HISTORY_UNAVAILABLE} when the store fails; the next call tries anew.
 */
public interface History extends AutoCloseable {

    /** Keeps these rows and returns when they are durable. After a failure some may be kept; they may be given again. */
    Appended append(List<Row> rows);

    /** A series for each subject and metric asked for, in their order; one of which nothing is known is all gaps. */
    List<Series> series(SeriesQuery query);

    /** Those with most, the first first; without those of which nothing is known. */
    List<Ranked> top(TopQuery query);

    /** Closes hours that are over, and deletes what is too old; called each few minutes. */
    void maintain();

    @Override
    void close();

    /** How many rows were kept, and how many were known already or too late. */
    record Appended(int kept, int ignored) {}
}

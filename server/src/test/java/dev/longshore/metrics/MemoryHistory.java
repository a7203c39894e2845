package dev.longshore.metrics;

import dev.longshore.metrics.history.History;
import dev.longshore.metrics.history.Ranked;
import dev.longshore.metrics.history.Row;
import dev.longshore.metrics.history.Series;
import dev.longshore.metrics.history.SeriesQuery;
import dev.longshore.metrics.history.TopQuery;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it is given and asked, and takes rows unless its disk is full. */
final class MemoryHistory implements History {

    final List<List<Row>> calls = new ArrayList<>();
    final List<SeriesQuery> series = new ArrayList<>();
    final List<TopQuery> tops = new ArrayList<>();
    boolean full;
    boolean closed;

    @Override
    public Appended append(List<Row> rows) {
        if (full) {
            throw new LongshoreException(ErrorCode.HISTORY_DISK_FULL, "no room");
        }
        calls.add(List.copyOf(rows));
        return new Appended(rows.size(), 0);
    }

    @Override
    public List<Series> series(SeriesQuery query) {
        series.add(query);
        return List.of();
    }

    @Override
    public List<Ranked> top(TopQuery query) {
        tops.add(query);
        return List.of();
    }

    @Override
    public void maintain() {
        throw new IllegalStateException("broken");
    }

    @Override
    public void close() {
        closed = true;
    }
}

package dev.longshore.metrics.history;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history in one DuckDB file, in this process. Rows go in by DuckDB's appender, one commit for each call. A database that
 * failed is closed and opened anew by the next call, after all queries have ended: DuckDB refuses all work after some faults.
 *
 * @see "docs/adr/0019-history.md"
 */
public final class DuckDbHistory implements History {

    private static final Logger log = LoggerFactory.getLogger(DuckDbHistory.class);
    private static final int QUERIES_AT_ONCE = 4;

    private final DuckDbFile file;
    private final Retention retention;
    private final Clock clock;
    private final Marks marks = new Marks();
    private final Subjects subjects = new Subjects();
    private final RollUp rollUp;
    private final Semaphore queries = new Semaphore(QUERIES_AT_ONCE, true);
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private @Nullable DuckDBConnection writer;
    private boolean closed;

    /**
     * Opens nothing yet: a file that is not in order is no reason for a server not to start.
     *
     * @param file made if it is not there; set aside if it can't be read as a database
     * @param memoryMib what DuckDB may use outside of the heap
     */
    public DuckDbHistory(Path file, int memoryMib, Retention retention, Clock clock) {
        this.file = new DuckDbFile(file, memoryMib, clock);
        this.retention = retention;
        this.clock = clock;
        this.rollUp = new RollUp(marks, retention);
    }

    @Override
    public Appended append(List<Row> rows) {
        marks.appending().lock();
        try {
            DuckDBConnection connection = opened();
            List<Subjects.Kept> kept;
            try {
                subjects.clean(connection, clock.millis());
                connection.setAutoCommit(false);
                kept = subjects.take(connection, rows, marks.closedMs());
                append(connection, kept);
                connection.commit();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                shut();
                throw e;
            }
            return new Appended(kept.size(), rows.size() - kept.size());
        } catch (SQLException e) {
            throw SqlFaults.of(e);
        } finally {
            marks.appending().unlock();
        }
    }

    private static void append(DuckDBConnection connection, List<Subjects.Kept> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Metric[] metrics = Metric.values();
        try (DuckDBAppender appender = connection.createAppender(Level.RAW.table())) {
            for (Subjects.Kept kept : rows) {
                Row row = kept.row();
                appender.beginRow().append(row.atMs()).append(kept.subject()).append(row.spanMs());
                for (Metric metric : metrics) {
                    float value = row.readings().raw(metric);
                    if (Float.isNaN(value)) {
                        appender.appendNull();
                    } else {
                        appender.append(value);
                    }
                }
                appender.endRow();
            }
            appender.flush();
        }
    }

    @Override
    public List<Series> series(SeriesQuery query) {
        return read(connection -> {
            Plan plan = Plan.series(query, retention, clock.millis(), marks.rolledMs());
            return SqlReader.series(connection, query, plan);
        });
    }

    @Override
    public List<Ranked> top(TopQuery query) {
        return read(connection -> {
            Plan plan = Plan.top(query, retention, clock.millis(), marks.rolledMs());
            return SqlReader.top(connection, query, plan);
        });
    }

    @Override
    public void maintain() {
        long now = clock.millis();
        long end = rollUp.close(now);
        onConnection(connection -> {
            rollUp.run(connection, end, now);
            return true;
        });
    }

    /** Work with a connection of its own. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T read(Work<T> query) {
        try {
            queries.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LongshoreException(ErrorCode.CANCELLED, "nobody waits any more");
        }
        try {
            return onConnection(query);
        } finally {
            queries.release();
        }
    }

    private <T> T onConnection(Work<T> work) {
        try {
            opened();
            use.readLock().lock();
            try {
                DuckDBConnection shared = writer;
                if (shared == null) {
                    throw new LongshoreException(ErrorCode.HISTORY_UNAVAILABLE, "the history is just being reopened");
                }
                try (Connection own = shared.duplicate()) {
                    return work.on(own);
                }
            } finally {
                use.readLock().unlock();
            }
        } catch (SQLException e) {
            throw SqlFaults.of(e);
        }
    }

    private DuckDBConnection opened() throws SQLException {
        use.readLock().lock();
        try {
            DuckDBConnection open = writer;
            if (open != null) {
                return open;
            }
        } finally {
            use.readLock().unlock();
        }
        use.writeLock().lock();
        try {
            if (closed) {
                throw new LongshoreException(ErrorCode.HISTORY_UNAVAILABLE, "the history is closed");
            }
            DuckDBConnection open = writer;
            if (open == null) {
                open = file.open();
                marks.load(Tables.rolledMs(open));
                writer = open;
            }
            return open;
        } finally {
            use.writeLock().unlock();
        }
    }

    /** After a fault; with the lock of those who append, or at the end. */
    private void shut() {
        use.writeLock().lock();
        try {
            subjects.forget();
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            log.debug("closing the history: {}", e.toString());
        } finally {
            writer = null;
            use.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        marks.appending().lock();
        try {
            closed = true;
            shut();
        } finally {
            marks.appending().unlock();
        }
    }
}

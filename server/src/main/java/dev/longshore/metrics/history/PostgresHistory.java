package dev.longshore.metrics.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The history in a PostgreSQL database, which may be the server's own. Each call's rows are one statement and one commit.
 *
 * @see "docs/adr/0019-history.md"
 */
public final class PostgresHistory implements History {

    private static final String SUBJECTS_KEY = ", PRIMARY KEY (id), UNIQUE (host, workload)";
    private static final String ROWS_KEY = ", PRIMARY KEY (subject, at_ms)";
    private static final int CONNECTIONS = 5;
    private static final int CONNECT_MS = 10_000;

    private final HikariDataSource source;
    private final Retention retention;
    private final Clock clock;
    private final Marks marks = new Marks();
    private final Subjects subjects = new Subjects();
    private final RollUp rollUp;
    private final String insert = insert();
    private boolean made;

    /**
     * Connects to nothing yet.
     *
     * @param url {@code jdbc:postgresql:…}
     */
    public PostgresHistory(String url, String user, @Nullable String password, Retention retention, Clock clock) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password == null ? "" : password);
        config.setPoolName("history");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_MS);
        config.setInitializationFailTimeout(-1);
        this.source = new HikariDataSource(config);
        this.retention = retention;
        this.clock = clock;
        this.rollUp = new RollUp(marks, retention);
    }

    @Override
    public Appended append(List<Row> rows) {
        marks.appending().lock();
        try (Connection connection = opened()) {
            try {
                subjects.clean(connection, clock.millis());
                connection.setAutoCommit(false);
                List<Subjects.Kept> kept = subjects.take(connection, rows, marks.closedMs());
                insert(connection, kept);
                connection.commit();
                return new Appended(kept.size(), rows.size() - kept.size());
            } catch (SQLException e) {
                subjects.forget(); // the pool rolls back what it gets back
                throw e;
            }
        } catch (SQLException e) {
            throw SqlFaults.of(e);
        } finally {
            marks.appending().unlock();
        }
    }

    private static String insert() {
        int columns = 3 + Metric.values().length;
        return "INSERT INTO " + Level.RAW.table() + " (subject, at_ms, span_ms, "
                + metrics().map(Metric::column).collect(Collectors.joining(", ")) + ") SELECT * FROM unnest("
                + IntStream.range(0, columns).mapToObj(_ -> "?").collect(Collectors.joining(", "))
                + ") ON CONFLICT DO NOTHING";
    }

    private static java.util.stream.Stream<Metric> metrics() {
        return java.util.stream.Stream.of(Metric.values());
    }

    private void insert(Connection connection, List<Subjects.Kept> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            int next = 1;
            statement.setArray(next++, array(connection, "int4", rows.stream().map(Subjects.Kept::subject)));
            statement.setArray(
                    next++,
                    array(
                            connection,
                            "int8",
                            rows.stream().map(kept -> kept.row().atMs())));
            statement.setArray(
                    next++,
                    array(
                            connection,
                            "int4",
                            rows.stream().map(kept -> kept.row().spanMs())));
            for (Metric metric : Metric.values()) {
                statement.setArray(
                        next++, array(connection, "float4", rows.stream().map(kept -> value(kept.row(), metric))));
            }
            statement.executeUpdate();
        }
    }

    private static @Nullable Float value(Row row, Metric metric) {
        return row.readings().has(metric) ? row.readings().raw(metric) : null;
    }

    private static Array array(Connection connection, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    @Override
    public List<Series> series(SeriesQuery query) {
        return onConnection(connection ->
                SqlReader.series(connection, query, Plan.series(query, retention, clock.millis(), marks.rolledMs())));
    }

    @Override
    public List<Ranked> top(TopQuery query) {
        return onConnection(connection ->
                SqlReader.top(connection, query, Plan.top(query, retention, clock.millis(), marks.rolledMs())));
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

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T onConnection(Work<T> work) {
        try (Connection connection = opened()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw SqlFaults.of(e);
        }
    }

    /** A connection of the pool to a database that has our tables. */
    private Connection opened() throws SQLException {
        Connection connection = source.getConnection();
        try {
            make(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private synchronized void make(Connection connection) throws SQLException {
        if (made) {
            return;
        }
        connection.setAutoCommit(false);
        Tables.make(connection, SUBJECTS_KEY, ROWS_KEY);
        try (Statement statement = connection.createStatement()) {
            for (Level level : Level.values()) { // blocks are in the order of time: a few bytes find what is too old
                statement.execute("CREATE INDEX IF NOT EXISTS " + level.table() + "_time ON " + level.table()
                        + " USING brin (at_ms) WITH (pages_per_range = 16)");
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        marks.load(Tables.rolledMs(connection));
        made = true;
    }

    @Override
    public void close() {
        source.close();
    }
}

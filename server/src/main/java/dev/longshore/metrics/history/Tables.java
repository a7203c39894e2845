package dev.longshore.metrics.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of a store that speaks SQL: one wide row for each subject and time, a column for each metric. A mean is kept
 * beside its number of samples, so that means of means stay right; counts are sums.
 */
final class Tables {

    static final String SUBJECT = "history_subject";

    private static final String STATE = "history_state";
    private static final Metric[] METRICS = Metric.values();

    private Tables() {}

    /**
     * Makes what is missing, also columns of metrics that came with a later version.
     *
     * @param subjectsKey constraints of the table of subjects, after a comma, or nothing where one program writes and scans
     *     cost nothing
     * @param rowsKey constraints of tables of rows
     */
    static void make(Connection connection, String subjectsKey, String rowsKey) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + SUBJECT
                    + " (id INTEGER NOT NULL, host VARCHAR(18) NOT NULL, workload VARCHAR(512) NOT NULL,"
                    + " name VARCHAR(128) NOT NULL" + subjectsKey + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS " + STATE + " (rolled_ms BIGINT NOT NULL)");
            for (Level level : Level.values()) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + level.table()
                        + " (at_ms BIGINT NOT NULL, subject INTEGER NOT NULL, "
                        + (level == Level.RAW ? "span_ms" : "samples") + " INTEGER NOT NULL, "
                        + columns(level).stream()
                                .map(column -> column + " REAL")
                                .collect(Collectors.joining(", "))
                        + rowsKey + ")");
                Set<String> there = existing(connection, level);
                for (String column : columns(level)) {
                    if (!there.contains(column)) {
                        statement.execute("ALTER TABLE " + level.table() + " ADD COLUMN " + column + " REAL");
                    }
                }
            }
        }
    }

    private static Set<String> existing(Connection connection, Level level) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT column_name FROM"
                + " information_schema.columns WHERE table_schema = current_schema() AND table_name = ?")) {
            statement.setString(1, level.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        return columns;
    }

    private static List<String> columns(Level level) {
        List<String> columns = new ArrayList<>();
        for (Metric metric : METRICS) {
            columns.add(metric.column());
            if (level != Level.RAW && !metric.isCount()) {
                columns.add(maxColumn(metric));
            }
        }
        return columns;
    }

    private static String maxColumn(Metric metric) {
        return metric.column() + "_max";
    }

    /** Until where hours are closed, 0 at the beginning. */
    static long rolledMs(Connection connection) throws SQLException {
        return number(connection, "SELECT coalesce(max(rolled_ms), 0) FROM " + STATE);
    }

    /** In the transaction that closes an hour. */
    static void setRolledMs(Connection connection, long ms) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.executeUpdate("UPDATE " + STATE + " SET rolled_ms = " + ms) == 0) {
                statement.executeUpdate("INSERT INTO " + STATE + " VALUES (" + ms + ")");
            }
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** What a row of this level adds to a sum, or to the greatest. */
    static String value(Level level, Metric metric, Fold fold) {
        if (metric.isCount()) {
            return "sum(" + wide(metric.column()) + ")";
        }
        if (fold == Fold.MAX) {
            return "max(" + wide(level == Level.RAW ? metric.column() : maxColumn(metric)) + ")";
        }
        return "sum(" + wide(metric.column()) + (level == Level.RAW ? "" : " * samples") + ")";
    }

    /** By what a sum is divided for the mean; 0 or null if there is nothing. */
    static String weight(Level level, Metric metric) {
        return level == Level.RAW
                ? "count(" + metric.column() + ")"
                : "sum(CASE WHEN " + metric.column() + " IS NOT NULL THEN samples END)";
    }

    /**
     * Folds rows of the range of times and subjects that two pairs of parameters name: raw ones by the minute, those of minutes
     * by the hour, which are sixty times less.
     */
    static String roll(Level level) {
        Level from = level == Level.MINUTE ? Level.RAW : Level.MINUTE;
        String bucket = bucket(level.stepMs());
        String values = Arrays.stream(METRICS)
                .map(metric -> {
                    String value = value(from, metric, Fold.MEAN);
                    return metric.isCount()
                            ? value
                            : value + " / nullif(" + weight(from, metric) + ", 0), " + value(from, metric, Fold.MAX);
                })
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + level.table() + " (at_ms, subject, samples, " + String.join(", ", columns(level))
                + ") SELECT " + bucket + ", subject, " + (from == Level.RAW ? "count(*)" : "sum(samples)") + ", "
                + values
                + " FROM " + from.table()
                + " WHERE at_ms >= ? AND at_ms < ? AND subject >= ? AND subject <= ? GROUP BY subject, "
                + bucket + " ORDER BY subject, " + bucket;
    }

    /** The beginning of a row's step. */
    static String bucket(long stepMs) {
        return "at_ms - at_ms % " + stepMs;
    }

    /** Sums of REAL are REAL in PostgreSQL. */
    private static String wide(String column) {
        return "CAST(" + column + " AS DOUBLE PRECISION)";
    }
}

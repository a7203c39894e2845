package dev.longshore.metrics.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes hours: folds raw rows by the minute and by the hour, in one transaction for each hour, with its mark. Then deletes
 * what is too old, raw rows never before their hour is closed.
 */
final class RollUp {

    /** How long after an hour's end its rows may still come. */
    static final Duration LATENESS = Duration.ofMinutes(2);

    /** Bounds what a fold holds in memory. */
    private static final int SUBJECTS_AT_ONCE = 1_000;

    private static final long HOUR_MS = Level.HOUR.stepMs();

    private final Marks marks;
    private final Retention retention;

    RollUp(Marks marks, Retention retention) {
        this.marks = marks;
        this.retention = retention;
    }

    /** Lets nothing more be added to hours that are over, and says when the last of them ended. */
    long close(long nowMs) {
        long end = Plan.floor(nowMs - LATENESS.toMillis(), HOUR_MS);
        marks.close(end);
        return end;
    }

    /**
     * On a connection that is not in a transaction; leaves it so, whatever happens.
     *
     * @param end what {@link #close(long)} answered
     */
    void run(Connection connection, long end, long nowMs) throws SQLException {
        while (true) {
            long first = Tables.number(
                    connection,
                    "SELECT coalesce(min(at_ms), 0) FROM " + Level.RAW.table() + " WHERE at_ms >= " + marks.rolledMs());
            long hour = Plan.floor(first, HOUR_MS);
            if (first == 0 || hour >= end) {
                break;
            }
            fold(connection, hour);
        }
        delete(connection, nowMs);
    }

    private void fold(Connection connection, long hour) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (int[] range : subjects(connection, hour)) {
                for (Level level : List.of(Level.MINUTE, Level.HOUR)) {
                    try (PreparedStatement roll = connection.prepareStatement(Tables.roll(level))) {
                        roll.setLong(1, hour);
                        roll.setLong(2, hour + HOUR_MS);
                        roll.setInt(3, range[0]);
                        roll.setInt(4, range[1]);
                        roll.executeUpdate();
                    }
                }
            }
            Tables.setRolledMs(connection, hour + HOUR_MS);
            connection.commit();
            marks.rolled(hour + HOUR_MS);
        } catch (SQLException e) {
            undo(connection, e);
            throw e;
        } finally {
            leave(connection);
        }
    }

    /** Ranges of ids that hold a bounded number of subjects of the hour each. */
    private static List<int[]> subjects(Connection connection, long hour) throws SQLException {
        List<int[]> ranges = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT subject FROM " + Level.RAW.table()
                        + " WHERE at_ms >= " + hour + " AND at_ms < " + (hour + HOUR_MS) + " ORDER BY subject")) {
            int[] range = new int[2];
            int count = 0;
            while (rows.next()) {
                if (count++ % SUBJECTS_AT_ONCE == 0) {
                    range = new int[] {rows.getInt(1), 0};
                    ranges.add(range);
                }
                range[1] = rows.getInt(1);
            }
        }
        return ranges;
    }

    private void delete(Connection connection, long nowMs) throws SQLException {
        delete(connection, Level.RAW, Math.min(nowMs - retention.raw().toMillis(), marks.rolledMs()));
        delete(connection, Level.MINUTE, nowMs - retention.minutes().toMillis());
        delete(connection, Level.HOUR, nowMs - retention.hours().toMillis());
    }

    private static void delete(Connection connection, Level level, long untilMs) throws SQLException {
        long hour = Plan.floor(untilMs, HOUR_MS); // whole hours, so that stores can let go of whole blocks
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + level.table() + " WHERE at_ms < " + hour);
        }
    }

    private static void undo(Connection connection, SQLException why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private static void leave(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }
}

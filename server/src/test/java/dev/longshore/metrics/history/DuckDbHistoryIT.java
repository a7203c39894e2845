package dev.longshore.metrics.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class DuckDbHistoryIT extends SqlHistoryContract {

    @TempDir
    private Path dir;

    @Override
    History open() {
        return new DuckDbHistory(dir.resolve("history.duckdb"), 128, Retention.USUAL, clock);
    }

    @Override
    List<String> subjects() {
        closeStore();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + dir.resolve("history.duckdb"))) {
            return subjects(connection, host.value());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> subjects(Connection connection, String host) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT workload FROM history_subject WHERE host = ?")) {
            statement.setString(1, host);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }
}

package dev.longshore.metrics.history;

import dev.longshore.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

class PostgresHistoryIT extends SqlHistoryContract {

    private final String url = TestPostgres.freshUrl();

    @Override
    History open() {
        return new PostgresHistory(url, "longshore", null, Retention.USUAL, clock);
    }

    @Override
    List<String> subjects() {
        try (Connection connection = DriverManager.getConnection(url, "longshore", "")) {
            return DuckDbHistoryIT.subjects(connection, host.value());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

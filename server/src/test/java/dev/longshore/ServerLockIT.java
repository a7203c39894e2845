package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("catalogue 90: of two servers on one database one runs, also after PostgreSQL was restarted")
class ServerLockIT {

    private final String url = TestPostgres.freshUrl();
    private final AtomicInteger lost = new AtomicInteger();

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "longshore", "");
    }

    private ServerLock take() throws SQLException {
        return ServerLock.take(this::connect, "the database", lost::incrementAndGet);
    }

    /** Ends all other connections to this database, as a restart does. */
    private void endConnections() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    @Test
    void aLostLockIsTakenAgain() throws SQLException {
        try (ServerLock lock = take()) {
            assertThatThrownBy(this::take).isInstanceOf(DatabaseInUse.class);
            endConnections();

            lock.check();

            assertThatThrownBy(this::take).isInstanceOf(DatabaseInUse.class);
            assertThat(lost).hasValue(0);
        }
    }

    @Test
    void whoFindsItTakenMeanwhileHasLost() throws SQLException {
        try (ServerLock first = take()) {
            endConnections();
            try (ServerLock second = take()) {
                first.check();
                first.check();
                assertThat(lost).hasValue(1);

                second.check();
                assertThat(lost).hasValue(1);
            }
        }
    }

    @Test
    void whatIsShownOfAUrlHoldsNoSecrets() {
        assertThat(DatabaseConfiguration.shown(
                        "jdbc:postgresql://ann:secret@db.example:5432/ls?user=ann&password=secret"))
                .isEqualTo("jdbc:postgresql://db.example:5432/ls");
        assertThat(DatabaseConfiguration.shown("jdbc:h2:file:/data/longshore;USER=ann;PASSWORD=secret"))
                .isEqualTo("jdbc:h2:file:/data/longshore");
    }
}

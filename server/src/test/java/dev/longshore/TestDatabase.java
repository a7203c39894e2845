package dev.longshore;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A real database with the server's own tables, without the rest of the server. */
public final class TestDatabase implements AutoCloseable {

    private final HikariDataSource source;
    private final JdbcClient jdbc;
    private final TestPersistence persistence;

    private TestDatabase(String url, String user) {
        source = new HikariDataSource();
        source.setJdbcUrl(url);
        source.setUsername(user);
        source.setPassword("");
        source.setMaximumPoolSize(10);
        Flyway.configure().dataSource(source).load().migrate();
        jdbc = JdbcClient.create(source);
        persistence = new TestPersistence(source, true);
    }

    /** H2, in a file as in production. */
    public static TestDatabase h2(Path dir) {
        return new TestDatabase(DatabaseConfiguration.fileUrl(dir), "longshore");
    }

    /** PostgreSQL. */
    public static TestDatabase postgres() {
        return new TestDatabase(TestPostgres.freshUrl(), "longshore");
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public TransactionTemplate transaction() {
        return persistence.transaction();
    }

    /** One of the server's stores over this database. */
    public <T> T store(Class<T> type) {
        return persistence.store(type);
    }

    @Override
    public void close() {
        persistence.close();
        source.close();
    }
}

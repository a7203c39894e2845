package dev.longshore;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * The database: a file in the data directory, or what {@code LONGSHORE_DB_URL} names. One server at a time: H2 locks its
 * file; in PostgreSQL the server holds an advisory lock as long as it runs.
 *
 * @see "docs/adr/0005-state.md"
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Commits wait for the disk; a transaction waits rather than fails while another one writes the audit. */
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";

    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int H2_ALREADY_OPEN = 90020;

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(DataSourceProperties properties, DataDirectory data, Environment environment) {
        String url = properties.getUrl();
        if (url == null || url.isBlank()) {
            properties.setUrl(fileUrl(data.path()));
        }
        String file = environment.getProperty("longshore.db-password-file", "");
        Secret.of("LONGSHORE_DB_PASSWORD", properties.getPassword(), file.isEmpty() ? null : Path.of(file))
                .ifPresent(properties::setPassword);
        HikariDataSource source = properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        try (Connection connection = source.getConnection()) {
            connection.isValid(10);
        } catch (SQLException | HikariPool.PoolInitializationException trouble) {
            source.close();
            if (isAlreadyOpen(trouble)) {
                throw new DatabaseInUse("the database in " + data.path());
            }
            throw new IllegalStateException("can't open the database " + shown(source.getJdbcUrl()), trouble);
        }
        return source;
    }

    @Bean
    ServerLock serverLock(HikariDataSource source, ConfigurableApplicationContext server) throws SQLException {
        String url = source.getJdbcUrl();
        if (!url.startsWith("jdbc:postgresql:")) {
            return ServerLock.notNeeded();
        }
        // not of the pool, which would close it after a while
        return ServerLock.take(
                () -> DriverManager.getConnection(url, source.getUsername(), source.getPassword()),
                "the database " + shown(url),
                () -> Thread.ofPlatform()
                        .name("lost-database")
                        .start(() -> System.exit(SpringApplication.exit(server, () -> 1))));
    }

    /** A JDBC URL without what may be secret in it: user, password, options. */
    static String shown(String url) {
        return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/]*@", "//");
    }

    private static boolean isAlreadyOpen(Throwable trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == H2_ALREADY_OPEN) {
                return true;
            }
        }
        return false;
    }

    /** Hibernate, which says by an exception of its own that a key is taken. */
    @Bean
    static HibernateJpaVendorAdapter jpaVendorAdapter() {
        HibernateJpaVendorAdapter hibernate = new HibernateJpaVendorAdapter();
        hibernate.getJpaDialect().setJdbcExceptionTranslator(new SQLExceptionSubclassTranslator());
        return hibernate;
    }

    /** The file in this directory. */
    static String fileUrl(Path dir) {
        return "jdbc:h2:file:" + dir.toAbsolutePath().resolve("longshore") + H2_OPTIONS;
    }
}

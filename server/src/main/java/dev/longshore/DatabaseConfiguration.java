package dev.longshore;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The database: a file in the data directory, or what {@code LONGSHORE_DB_URL} names.
 *
 * @see "docs/adr/0005-state.md"
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Commits wait for the disk; a transaction waits rather than fails while another one writes the audit. */
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";

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
        return properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
    }

    /** The file in this directory. */
    static String fileUrl(Path dir) {
        return "jdbc:h2:file:" + dir.toAbsolutePath().resolve("longshore") + H2_OPTIONS;
    }
}

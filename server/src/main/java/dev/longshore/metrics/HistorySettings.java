package dev.longshore.metrics;

import dev.longshore.Secret;
import dev.longshore.metrics.history.DuckDbHistory;
import dev.longshore.metrics.history.History;
import dev.longshore.metrics.history.PostgresHistory;
import dev.longshore.metrics.history.PrometheusHistory;
import dev.longshore.metrics.history.Retention;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the history, {@code LONGSHORE_HISTORY*}; docs/guide/settings.md explains each.
 *
 * @param history where it is kept
 * @param historyUrl of PostgreSQL (JDBC) or Prometheus
 * @param historyMemory what DuckDB may use outside of the heap, MiB
 */
@ConfigurationProperties("longshore")
record HistorySettings(
        @DefaultValue("duckdb") String history,
        @Nullable String historyUrl,
        @Nullable String historyUser,
        @Nullable String historyPassword,
        @Nullable Path historyPasswordFile,
        @DefaultValue("256") int historyMemory,
        @DefaultValue("1d") Duration historyRaw,
        @DefaultValue("14d") Duration historyMinutes,
        @DefaultValue("365d") Duration historyHours) {

    private static final int LEAST_MIB = 64;

    HistorySettings {
        if (historyMemory < LEAST_MIB) {
            throw new IllegalArgumentException("LONGSHORE_HISTORY_MEMORY must be " + LEAST_MIB + " at least");
        }
    }

    /**
     * Opens nothing yet; null if none is to be kept.
     *
     * @throws IllegalStateException naming the setting that does not fit
     */
    @Nullable
    History open(Path dataDir, Clock clock) {
        Retention retention = new Retention(historyRaw, historyMinutes, historyHours);
        String secret = Secret.of("LONGSHORE_HISTORY_PASSWORD", historyPassword, historyPasswordFile)
                .orElse(null);
        String user = historyUser == null || historyUser.isEmpty() ? null : historyUser;
        return switch (history.toLowerCase(Locale.ROOT)) {
            case "off", "false" -> null; // YAML's off
            case "duckdb" -> new DuckDbHistory(dataDir.resolve("history.duckdb"), historyMemory, retention, clock);
            case "postgresql" ->
                new PostgresHistory(
                        url("jdbc:postgresql:"), user == null ? "longshore" : user, secret, retention, clock);
            case "prometheus" -> new PrometheusHistory(URI.create(url("http")), user, secret);
            default ->
                throw new IllegalStateException(
                        "LONGSHORE_HISTORY must be duckdb, postgresql, prometheus or off, not " + history);
        };
    }

    private String url(String prefix) {
        if (historyUrl == null || !historyUrl.startsWith(prefix)) {
            throw new IllegalStateException(
                    "LONGSHORE_HISTORY=" + history + " needs LONGSHORE_HISTORY_URL, which begins with " + prefix);
        }
        return historyUrl;
    }
}

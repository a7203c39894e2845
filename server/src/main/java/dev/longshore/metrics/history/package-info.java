/**
 * What was measured before: rows of statistics by subject and time, kept in DuckDB, PostgreSQL or Prometheus, read as series
 * and as rankings. Knows neither agents nor accounts.
 */
@NullMarked
@NamedInterface("history")
package dev.longshore.metrics.history;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

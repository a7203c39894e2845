package dev.longshore;

import java.io.Serial;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A second server on one database would hand out the same numbers and take the first one's agents away. */
final class DatabaseInUse extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    DatabaseInUse(String database) {
        super("Another Longshore server is using " + database);
    }

    /** Says it in words instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<DatabaseInUse> {

        @Override
        protected FailureAnalysis analyze(Throwable root, DatabaseInUse cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "Stop the other server, or give this one a data directory (LONGSHORE_DATA_DIR) or database of its own.",
                    cause);
        }
    }
}

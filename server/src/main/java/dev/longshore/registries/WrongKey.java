package dev.longshore.registries;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The keys at hand are not those that sealed the secrets in the database. A server that went on would lose them. */
final class WrongKey extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    WrongKey(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Says it in words instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<WrongKey> {

        @Override
        protected FailureAnalysis analyze(Throwable root, WrongKey cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "Put back the file with the right key (" + KeyFile.SETTING
                            + ", or kek in the data directory). If it is"
                            + " lost, start once with LONGSHORE_KEK_LOST=on: the saved passwords of registries are then"
                            + " forgotten and have to be given again.",
                    cause);
        }
    }
}

package dev.longshore.metrics.history;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.sql.SQLException;
import java.util.Locale;

/** What a store that speaks SQL complains of, in our codes. */
final class SqlFaults {

    /** PostgreSQL's disk_full. */
    private static final String DISK_FULL_STATE = "53100";

    private SqlFaults() {}

    static LongshoreException of(SQLException trouble) {
        return new LongshoreException(
                isDiskFull(trouble) ? ErrorCode.HISTORY_DISK_FULL : ErrorCode.HISTORY_UNAVAILABLE,
                "the store of the history fails: " + SafeText.line(String.valueOf(trouble.getMessage()), 300),
                trouble);
    }

    static boolean isDiskFull(SQLException trouble) {
        String text = text(trouble);
        return DISK_FULL_STATE.equals(trouble.getSQLState())
                || text.contains("no space left")
                || text.contains("disk quota exceeded")
                || text.contains("could not write all bytes");
    }

    static String text(SQLException trouble) {
        return String.valueOf(trouble.getMessage()).toLowerCase(Locale.ROOT);
    }
}

package dev.longshore.audit;

import org.jspecify.annotations.Nullable;

/**
 * What the check of the chain found.
 *
 * @param checked how many lines are good, from the first on
 * @param firstBad the first line that is not, or null
 * @param reason what is wrong with it; empty if nothing is
 */
public record AuditVerdict(long checked, @Nullable Long firstBad, String reason) {

    static AuditVerdict good(long checked) {
        return new AuditVerdict(checked, null, "");
    }

    static AuditVerdict bad(long checked, long seq, String what) {
        return new AuditVerdict(checked, seq, "line " + seq + " " + what);
    }

    /** Whether the chain is whole. */
    public boolean intact() {
        return firstBad == null;
    }
}

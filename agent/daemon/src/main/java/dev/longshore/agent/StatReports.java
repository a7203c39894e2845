package dev.longshore.agent;

import dev.longshore.wire.StatBatch;
import java.util.List;

/** Where rounds of readings go; calls return at once and never throw. */
public interface StatReports {

    /** Whether anybody is there to be told: nothing is read for nobody. */
    boolean listening();

    /**
     * Tells one round, in parts that fit into messages each. It takes the place of one that still waits.
     *
     * @param full whether it is of everything; one of what is watched does not replace such a one
     */
    void round(List<StatBatch> parts, boolean full);
}

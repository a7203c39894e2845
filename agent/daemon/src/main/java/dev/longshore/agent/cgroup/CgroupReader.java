package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;

/**
 * Reads the counters of one control group. Files are kept open, and a reading makes next to no objects but its result. Once the
 * group has gone it never comes back: another one under its name needs a reader of its own.
 */
sealed interface CgroupReader extends AutoCloseable permits UnifiedReader, ControllersReader {

    /**
     * Adds what it counts.
     *
     * @param full whether to read what seldom changes, too: the peak of memory, huge pages
     * @return false if the group has gone, or nothing of it can be read; the result is then of no use
     */
    boolean read(CgroupStat.Builder to, boolean full);

    /** Adds what it may use; to be called after a reading that succeeded. */
    void limits(CgroupLimits.Builder to);

    @Override
    void close();

    /** The reader for a place. */
    static CgroupReader of(CgroupPlace place, Scratch scratch) {
        return switch (place) {
            case CgroupPlace.Unified unified -> new UnifiedReader(unified.folder(), scratch);
            case CgroupPlace.Controllers controllers -> new ControllersReader(controllers, scratch);
        };
    }
}

package dev.longshore.agent.cgroup;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the control groups of one workload are for this agent. */
sealed interface CgroupPlace {

    /** One folder of the unified hierarchy. */
    record Unified(Path folder) implements CgroupPlace {}

    /**
     * A folder for each controller of v1.
     *
     * @param folders by controller, those that are there; never empty
     * @param unified of a hybrid set-up, which has no controllers but pressure and freezing; or null
     */
    record Controllers(Map<String, Path> folders, @Nullable Path unified) implements CgroupPlace {}
}

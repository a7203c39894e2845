package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and what has to stay free on its disk")
class PodmanDiskFloorIT extends DiskFloorContract {

    @Override
    LabHost host() {
        return lab.podman("floor");
    }

    @Override
    boolean writesAsItComes() {
        return false;
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and what has to stay free on its disk")
class DockerDiskFloorIT extends DiskFloorContract {

    @Override
    LabHost host() {
        return lab.docker("floor");
    }

    @Override
    boolean writesAsItComes() {
        return true;
    }
}

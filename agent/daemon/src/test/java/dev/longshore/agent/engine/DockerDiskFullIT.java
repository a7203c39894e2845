package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A pull to Docker with a full disk")
class DockerDiskFullIT extends DiskFullContract {

    @Override
    LabHost host() {
        return lab.docker("full");
    }

    @Override
    LabHost maker() {
        return lab.docker("work-docker");
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A pull to Podman with a full disk")
class PodmanDiskFullIT extends DiskFullContract {

    @Override
    LabHost host() {
        return lab.podman("full-podman");
    }

    @Override
    LabHost maker() {
        return lab.docker("work-docker");
    }
}

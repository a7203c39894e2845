package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and the kernel's counters of its containers")
class DockerStatIT extends StatContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }

    @Override
    String engineProcess() {
        return "dockerd";
    }
}

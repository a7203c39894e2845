package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, searching registries")
class DockerSearchIT extends SearchContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

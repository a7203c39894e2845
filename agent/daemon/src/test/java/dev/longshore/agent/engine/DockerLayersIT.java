package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and the files in layers")
class DockerLayersIT extends LayersContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

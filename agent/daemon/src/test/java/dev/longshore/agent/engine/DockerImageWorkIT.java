package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, at work on images")
class DockerImageWorkIT extends ImageWorkContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

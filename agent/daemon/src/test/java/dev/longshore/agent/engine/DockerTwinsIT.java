package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and images of the same layers")
class DockerTwinsIT extends TwinsContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

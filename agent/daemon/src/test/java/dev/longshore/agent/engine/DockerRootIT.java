package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and root filesystems")
class DockerRootIT extends RootContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

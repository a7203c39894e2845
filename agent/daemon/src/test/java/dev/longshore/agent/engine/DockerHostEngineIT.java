package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, as the link sees it")
class DockerHostEngineIT extends RealHostEngineContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

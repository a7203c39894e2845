package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, as the agent shows it")
class DockerEngineIT extends EngineContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }

    @Override
    String engineName() {
        return "docker";
    }
}

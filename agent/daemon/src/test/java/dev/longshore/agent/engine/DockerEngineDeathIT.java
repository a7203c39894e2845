package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, dead or hung")
class DockerEngineDeathIT extends EngineDeathContract {

    @Override
    LabHost host() {
        return lab.docker("mortal-docker");
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, dead or hung")
class PodmanEngineDeathIT extends EngineDeathContract {

    @Override
    LabHost host() {
        return lab.podman("mortal-podman");
    }
}

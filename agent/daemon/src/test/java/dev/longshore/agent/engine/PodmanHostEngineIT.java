package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, as the link sees it")
class PodmanHostEngineIT extends RealHostEngineContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, as the agent shows it")
class PodmanEngineIT extends EngineContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }

    @Override
    String engineName() {
        return "podman";
    }
}

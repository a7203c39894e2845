package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and the files in layers")
class PodmanLayersIT extends LayersContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

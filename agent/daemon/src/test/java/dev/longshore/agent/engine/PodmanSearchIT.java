package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, searching registries")
class PodmanSearchIT extends SearchContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

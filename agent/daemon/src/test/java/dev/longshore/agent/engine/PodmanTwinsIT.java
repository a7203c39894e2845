package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and images of the same layers")
class PodmanTwinsIT extends TwinsContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

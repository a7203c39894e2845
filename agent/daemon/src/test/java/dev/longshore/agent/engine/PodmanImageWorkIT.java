package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, at work on images")
class PodmanImageWorkIT extends ImageWorkContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

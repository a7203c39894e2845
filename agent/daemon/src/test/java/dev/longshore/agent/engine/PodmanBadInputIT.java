package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and bad input")
class PodmanBadInputIT extends BadInputContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and registries that fail")
class PodmanPullErrorsIT extends PullErrorsContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

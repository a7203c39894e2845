package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and root filesystems")
class PodmanRootIT extends RootContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

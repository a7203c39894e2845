package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and files that persons bring")
class PodmanFileIT extends FileContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

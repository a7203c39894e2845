package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and registries that fail")
class DockerPullErrorsIT extends PullErrorsContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

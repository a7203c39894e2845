package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and files that persons bring")
class DockerFileIT extends FileContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

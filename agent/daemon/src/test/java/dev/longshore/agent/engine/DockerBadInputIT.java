package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and bad input")
class DockerBadInputIT extends BadInputContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

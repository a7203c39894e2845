package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and images made of containers")
class DockerCommitIT extends CommitContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }
}

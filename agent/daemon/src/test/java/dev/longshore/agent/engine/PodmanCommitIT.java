package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and images made of containers")
class PodmanCommitIT extends CommitContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }
}

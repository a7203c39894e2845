package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and archives of images")
class DockerArchiveIT extends ArchiveContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }

    @Override
    boolean takesShortened() {
        return !host().kind().contains("containerd");
    }
}

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
        return true;
    }

    /** The containerd store's ids are digests of manifests, and its files are layers packed. */
    @Override
    boolean idsAreConfigDigests() {
        return !host().kind().contains("containerd");
    }
}

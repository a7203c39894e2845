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
        return !containerdStore();
    }

    /** The containerd store keeps layers compressed, under digests that no layer's diff ID tells. */
    @Override
    boolean showsLayers() {
        return !containerdStore();
    }

    /** The containerd store's ids are digests of manifests. */
    @Override
    boolean idsAreConfigDigests() {
        return !containerdStore();
    }

    private boolean containerdStore() {
        return host().kind().contains("containerd");
    }
}

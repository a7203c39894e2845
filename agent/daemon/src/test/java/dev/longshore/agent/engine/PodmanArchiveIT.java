package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and archives of images")
class PodmanArchiveIT extends ArchiveContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }

    @Override
    boolean takesShortened() {
        return false;
    }

    @Override
    boolean idsAreConfigDigests() {
        return true;
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import dev.longshore.wire.BuildTask;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and builds")
class PodmanBuildIT extends BuildContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }

    @Override
    int stepSeconds() {
        return 11; // Podman lets a step that has begun come to its end, and then begins no other
    }

    @Override
    List<BuildTask.By> builders() {
        return List.of(BuildTask.By.CLASSIC);
    }
}

package dev.longshore.agent.engine;

import dev.longshore.lab.LabHost;
import dev.longshore.wire.BuildTask;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Docker, and builds")
class DockerBuildIT extends BuildContract {

    @Override
    LabHost host() {
        return lab.docker("work-docker");
    }

    @Override
    int stepSeconds() {
        return 98_765;
    }

    @Override
    List<BuildTask.By> builders() {
        return List.of(BuildTask.By.CLASSIC, BuildTask.By.BUILDKIT, BuildTask.By.ANY);
    }
}

package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.lab.LabHost;
import dev.longshore.wire.NetStat;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Podman, and the kernel's counters of its containers")
class PodmanStatIT extends StatContract {

    @Override
    LabHost host() {
        return lab.podman("work-podman");
    }

    @Override
    boolean tellsThrottling() {
        return false;
    }

    @Override
    String engineProcess() {
        return "podman";
    }

    /** Podman 4 reads the host's end of the link, and calls what that sent received. */
    @Override
    void network(NetStat before, JsonNode engine, NetStat after) {
        assertThat(engine.path("rx_bytes").asLong() + engine.path("tx_bytes").asLong())
                .isBetween(before.getRxBytes() + before.getTxBytes(), after.getRxBytes() + after.getTxBytes());
    }
}

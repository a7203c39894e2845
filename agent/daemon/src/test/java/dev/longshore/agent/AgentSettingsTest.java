package dev.longshore.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.LongshoreException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {

    @Test
    void defaults() {
        AgentSettings settings =
                AgentSettings.of(Map.of("LONGSHORE_SERVER", "https://ship.example", "DOCKER_HOST", ""));
        assertThat(settings)
                .isEqualTo(new AgentSettings(
                        URI.create("https://ship.example:8444"),
                        null,
                        null,
                        "unix:///var/run/docker.sock",
                        Path.of("/var/lib/longshore-agent"),
                        "",
                        Path.of("/etc/longshore/agent-policy.yaml")));
    }

    @Test
    void theHostsRootIsTheAgentsOwnUnlessItIsMountedElsewhere() {
        assertThat(AgentSettings.hostRoot(Map.of())).isEqualTo(Path.of("/"));
        assertThat(AgentSettings.hostRoot(Map.of("LONGSHORE_HOST_ROOT", "/host")))
                .isEqualTo(Path.of("/host"));
    }

    @Test
    void amountsAreNumbersWithAUnit() {
        WorkBounds usual = AgentSettings.bounds(Map.of());
        assertThat(usual.diskFloorBytes()).isEqualTo(1L << 30);
        assertThat(usual.bytes()).isEqualTo(WorkBounds.USUAL.bytes());
        assertThat(AgentSettings.bounds(Map.of(
                        "LONGSHORE_FILES_ENTRIES", "5K",
                        "LONGSHORE_FILES_ROOT_ENTRIES", "100",
                        "LONGSHORE_FILES_BYTES", "2T",
                        "LONGSHORE_DISK_FLOOR", "0")))
                .isEqualTo(new WorkBounds(5 << 10, 100, 2L << 40, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "LONGSHORE_FILES_ENTRIES,0",
        "LONGSHORE_FILES_ENTRIES,2M",
        "LONGSHORE_FILES_ROOT_ENTRIES,many",
        "LONGSHORE_FILES_BYTES,999999999999999T",
        "LONGSHORE_DISK_FLOOR,-1",
        "LONGSHORE_DISK_FLOOR,10%",
    })
    void aBadAmountIsNamedWithWhatToDo(String name, String value) {
        assertThatThrownBy(() -> AgentSettings.bounds(Map.of(name, value)))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.remedy()).contains("5G"))
                .hasMessageStartingWith(name + ":");
    }

    @ParameterizedTest
    @CsvSource({
        "LONGSHORE_SERVER,http://ship.example:8444",
        "LONGSHORE_SERVER,ship.example:8444",
        "LONGSHORE_SERVER,https://ship.example:8444/agent",
        "LONGSHORE_SERVER,https://user:pw@ship.example",
        "LONGSHORE_SERVER,https://ship example",
        "DOCKER_HOST,/var/run/docker.sock",
        "DOCKER_HOST,ssh://host",
        "LONGSHORE_HOST_NAME,a b",
    })
    void aBadSettingIsNamedWithWhatToDo(String name, String value) {
        Map<String, String> env = new java.util.HashMap<>(Map.of("LONGSHORE_SERVER", "https://ship.example"));
        env.put(name, value);
        assertThatThrownBy(() -> AgentSettings.of(env))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.remedy()).isNotBlank())
                .hasMessageStartingWith(name + ":");
    }

    @Test
    void withoutAServerItSaysSo() {
        assertThatThrownBy(() -> AgentSettings.of(Map.of())).hasMessageContaining("LONGSHORE_SERVER: it is not set");
    }

    @Test
    void statisticsAreReadUnlessTheyAreTurnedOff() {
        assertThat(AgentSettings.stats(Map.of())).isTrue();
        assertThat(AgentSettings.stats(Map.of("LONGSHORE_STATS", "off"))).isFalse();
        assertThatThrownBy(() -> AgentSettings.stats(Map.of("LONGSHORE_STATS", "no")))
                .hasMessageContaining("LONGSHORE_STATS");
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(AgentSettings.of(Map.of("LONGSHORE_SERVER", "https://s", "LONGSHORE_TOKEN", "secret")))
                .asString()
                .doesNotContain("secret");
    }
}

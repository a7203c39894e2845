package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tag that moves in a real registry, and hosts that pulled it before. */
class UpdatesIT {

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost source;

    @BeforeAll
    static void start() throws Exception {
        fleet = new RealFleet(dir);
        fleet.join(Lab.shared().docker("update-docker"));
        fleet.join(Lab.shared().podman("update-podman"));
        source = Lab.shared().docker("update-source");
        source.importImage("update/first:1");
        source.importImage("update/second:1", 1);
    }

    @AfterAll
    static void stop() {
        Lab.shared().remove(source);
        fleet.close();
    }

    private static JsonNode updates() throws Exception {
        return fleet.get("/api/v1/images?updates=true").get("items");
    }

    private static JsonNode row(String reference) throws Exception {
        return fleet.get("/api/v1/images?q=" + reference).get("items").get(0);
    }

    @Test
    @DisplayName(
            "a tag that names another image in its registry is told, until the hosts that pulled it have done so again")
    void moves() throws Exception {
        LabRegistry registry = Lab.shared().privateRegistry();
        String reference = registry.push(source, "update/first:1", "update/app:1");
        String fields = JsonMapper.shared()
                .createObjectNode()
                .put("name", "Closed")
                .put("host", registry.endpoint())
                .put("username", registry.user())
                .put("password", registry.password())
                .put("certificateAuthority", Files.readString(registry.certificateAuthority()))
                .toString();
        fleet.post("/api/v1/registries", fields, 201);
        String pull = "\"type\":\"pull\",\"reference\":\"" + reference + "\",";
        assertThat(fleet.run(pull + fleet.hosts("update-docker", "update-podman"))
                        .get("state")
                        .asString())
                .isEqualTo("succeeded");
        fleet.awaitImage("update-docker", reference);
        fleet.awaitImage("update-podman", reference);

        fleet.post("/api/v1/images/updates", "", 202);
        await().atMost(RealFleet.LONG)
                .until(() -> row(reference).get("upstream").isObject());
        assertThat(row(reference).get("upstream").get("behind"))
                .as("both are up to date")
                .isEmpty();
        assertThat(updates()).isEmpty();

        registry.push(source, "update/second:1", "update/app:1");
        fleet.post("/api/v1/images/updates", "", 202);
        awaitBehind(reference, "update-docker", "update-podman");
        JsonNode row = updates().get(0);
        assertThat(row.get("reference").asString()).isEqualTo(reference);
        assertThat(row.get("upstream").get("since").asString())
                .isEqualTo(row.get("upstream").get("checkedAt").asString());

        fleet.run(pull + fleet.hosts("update-podman"));
        awaitBehind(reference, "update-docker");
        fleet.run(pull + fleet.hosts("update-docker"));
        awaitBehind(reference);
        assertThat(updates()).isEmpty();
    }

    private static void awaitBehind(String reference, String... hosts) {
        Set<String> wanted = Stream.of(hosts).map(fleet::id).collect(Collectors.toSet());
        await().atMost(RealFleet.LONG)
                .until(
                        () -> row(reference)
                                .get("upstream")
                                .get("behind")
                                .valueStream()
                                .map(JsonNode::asString)
                                .collect(Collectors.toSet()),
                        wanted::equals);
    }
}

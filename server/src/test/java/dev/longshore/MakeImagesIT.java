package dev.longshore;

import static dev.longshore.RealFleet.code;
import static dev.longshore.RealFleet.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Images made on a real engine, as a client of the API has it done. */
class MakeImagesIT {

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost docker;

    @BeforeAll
    static void start() throws Exception {
        fleet = new RealFleet(dir);
        docker = fleet.join(Lab.shared().docker("make-docker"));
        docker.importImage("make/base:1");
        docker.importImage("make/other:1", 1);
        fleet.awaitImage("make-docker", "make/base:1");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static String id(String reference) {
        return docker.docker("image", "inspect", "--format", "{{.Id}}", reference);
    }

    @Test
    @DisplayName("a container becomes an image, whose name is taken from another one only if that is wished")
    void commits() throws Exception {
        String container = docker.docker("create", "make/base:1", "true");
        String other = id("make/other:1");
        String what = "\"type\":\"commit\"," + fleet.hosts("make-docker") + ",\"container\":\"" + container
                + "\",\"message\":\"as it was\",\"changes\":[\"ENV MODE=quiet\"]";

        JsonNode made = fleet.run(what + ",\"target\":\"make/committed:1\"");

        assertThat(made.get("state").asString()).as(made.toString()).isEqualTo("succeeded");
        assertThat(made.get("task").get("changes").toString()).isEqualTo("[\"ENV MODE=quiet\"]");
        JsonNode result = part(made, "make-docker").get("result");
        assertThat(result.get("imageId").asString()).isEqualTo(id("make/committed:1"));
        assertThat(result.get("images").get(0).get("reference").asString()).isEqualTo("docker.io/make/committed:1");

        JsonNode refused = fleet.run(what + ",\"target\":\"make/other:1\"");
        assertThat(code(refused, "make-docker")).isEqualTo("TAG_EXISTS");
        assertThat(id("make/other:1")).isEqualTo(other);

        JsonNode taken = fleet.run(what + ",\"target\":\"make/other:1\",\"overwrite\":true");
        assertThat(taken.get("state").asString()).isEqualTo("succeeded");
        assertThat(id("make/other:1")).isNotEqualTo(other);
    }

    @Test
    @DisplayName("what makes no sense is refused before anything is started")
    void refusals() throws Exception {
        String fields = "\"type\":\"commit\",\"target\":\"make/x:1\"," + fleet.hosts("make-docker");
        assertThat(refused(fields + ",\"container\":\"some-name\"")).contains("INVALID_ID", "container: ");
        String whole = fields + ",\"container\":\"" + "c".repeat(64) + "\"";
        assertThat(refused(whole + ",\"changes\":[\"RUN id\"]")).contains("changes: ");
        assertThat(refused(whole + ",\"force\":true")).contains("force");
        assertThat(code(fleet.run(whole), "make-docker")).isEqualTo("NOT_FOUND");
    }

    private static String refused(String fields) throws Exception {
        return fleet.post("/api/v1/operations", "{" + fields + "}", 400).toString();
    }
}

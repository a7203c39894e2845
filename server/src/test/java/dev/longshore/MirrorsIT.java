package dev.longshore;

import static dev.longshore.RealFleet.code;
import static dev.longshore.RealFleet.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Registry mirrors set on real hosts, as a client of the API does: one allows it, one does not, one can't. */
class MirrorsIT {

    private static final String MIRROR = "http://127.0.0.1:5001";

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost willing;

    @BeforeAll
    static void start() throws Exception {
        fleet = new RealFleet(dir);
        Path allows = Files.writeString(dir.resolve("allows.yaml"), "allow: [daemon-config]\n");
        willing = Lab.shared().docker("willing");
        fleet.join(
                willing,
                Map.of(
                        "LONGSHORE_POLICY_FILE", allows.toString(),
                        "LONGSHORE_DAEMON_JSON",
                                willing.inside("/etc/docker/daemon.json").toString()));
        fleet.join(Lab.shared().docker("unwilling"));
        fleet.join(Lab.shared().podman("unable"), Map.of("LONGSHORE_POLICY_FILE", allows.toString()));
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static JsonNode preview(String fields) throws Exception {
        return fleet.post("/api/v1/mirrors/preview", "{" + fields + "}", 200).get("items");
    }

    @Test
    @DisplayName(
            "catalogue 15: many hosts at once, each as its owner allows; a pull then comes from the mirror that was set")
    void setsMirrors() throws Exception {
        assertThat(settable("willing")).isTrue();
        assertThat(settable("unwilling")).isFalse();
        assertThat(settable("unable")).isFalse(); // its owner would let us, but Podman has no such file
        willing.importImage("through:1");
        Lab.shared().registry().push(willing, "through:1", "library/through:1");
        willing.docker("rmi", "through:1");
        String change = "\"mirrors\":{\"add\":[\"" + MIRROR + "\"]}";

        JsonNode previews = preview(fleet.hosts("willing", "unwilling", "unable") + "," + change);

        JsonNode shown = previews.get(0);
        assertThat(shown.get("hostName").asString()).isEqualTo("willing");
        assertThat(shown.get("diff").asString()).contains("+", MIRROR, "insecure-registries");
        assertThat(shown.get("mirrors").toString()).isEqualTo("{\"before\":[],\"after\":[\"" + MIRROR + "\"]}");
        assertThat(shown.get("restartNeeded").asBoolean()).isFalse();
        JsonNode denied = previews.get(1).get("failure");
        assertThat(denied.get("code").asString()).isEqualTo("POLICY_DENIED");
        assertThat(denied.get("remedy").asString()).contains("allow: [daemon-config]");
        JsonNode podman = previews.get(2).get("failure");
        assertThat(podman.get("code").asString()).isEqualTo("CONFIG_UNFIT");
        assertThat(podman.get("remedy").asString()).contains("registries.conf");

        String seen = shown.get("seen").asString();
        String task = "\"type\":\"mirrors\"," + fleet.hosts("willing", "unwilling") + "," + change + ",\"seen\":{\""
                + fleet.id("willing") + "\":\"" + seen + "\",\"" + fleet.id("unwilling") + "\":\"absent\"}";
        JsonNode done = fleet.run(task);

        assertThat(code(done, "unwilling")).isEqualTo("POLICY_DENIED");
        JsonNode part = part(done, "willing");
        assertThat(part.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        JsonNode result = part.get("result").get("configuration");
        assertThat(result.get("effect").asString()).isEqualTo("reloaded");
        assertThat(result.get("mirrors").get("after").toString()).isEqualTo("[\"" + MIRROR + "\"]");
        assertThat(result.get("backup").asString()).contains("daemon.json.longshore-");
        await().atMost(RealFleet.LONG)
                .until(() -> fleet.host("willing")
                        .get("facts")
                        .get("registries")
                        .get("mirrors")
                        .toString()
                        .equals("[\"" + MIRROR + "/\"]"));

        JsonNode pulled = fleet.run("\"type\":\"pull\"," + fleet.hosts("willing") + ",\"reference\":\"through:1\"");
        assertThat(pulled.get("state").asString()).as(pulled.toString()).isEqualTo("succeeded");
        assertThat(willing.docker("run", "--rm", "--network", "none", "through:1", "echo", "here"))
                .isEqualTo("here");

        JsonNode again = fleet.run(task);
        assertThat(part(again, "willing")
                        .get("result")
                        .get("configuration")
                        .get("effect")
                        .asString())
                .isEqualTo("unchanged");
        assertThat(fleet.get("/api/v1/audit?size=100").toString())
                .contains("host.mirrors", " → " + MIRROR, "+" + MIRROR);
    }

    @Test
    @DisplayName("the file that was changed by hand since the preview is a conflict")
    void changedByHand() throws Exception {
        String change = "\"insecure\":{\"add\":[\"registry.example:5000\"]}";
        String seen = preview(fleet.hosts("willing") + "," + change)
                .get(0)
                .get("seen")
                .asString();
        Path file = willing.inside("/etc/docker/daemon.json");
        Files.writeString(file, Files.readString(file) + "\n");

        JsonNode refused = fleet.run("\"type\":\"mirrors\"," + fleet.hosts("willing") + "," + change + ",\"seen\":{\""
                + fleet.id("willing") + "\":\"" + seen + "\"}");

        assertThat(code(refused, "willing")).isEqualTo("CONFIG_CHANGED");
        assertThat(Files.readString(file)).doesNotContain("registry.example");
    }

    @Test
    @DisplayName("catalogue 21: what makes no sense is refused before any host is asked")
    void refusals() throws Exception {
        String id = fleet.id("willing");
        String seen = ",\"seen\":{\"" + id + "\":\"absent\"}";
        String change = "\"mirrors\":{\"set\":[]}";
        assertThat(refused(change)).contains("seen: ");
        assertThat(refused(change + ",\"seen\":{\"" + id + "\":\"yesterday\"}")).contains("seen: ");
        assertThat(refused(change + ",\"seen\":{}")).contains("seen: ");
        assertThat(refused("\"mirrors\":{}" + seen)).contains("has to be changed");
        assertThat(refused("\"mirrors\":{\"add\":[\"https://u:hush@m.example\"]}" + seen))
                .contains("mirrors: ")
                .doesNotContain("hush");
        assertThat(refused("\"insecure\":{\"add\":[\"http://m.example\"]}" + seen))
                .contains("insecure: ");
        assertThat(refused("\"mirrors\":{\"set\":[],\"add\":[]}" + seen)).contains("mirrors: ");
        assertThat(refused(change + seen + ",\"force\":true")).contains("force");
        fleet.post("/api/v1/mirrors/preview", "{" + change + ",\"hosts\":[]}", 400);
        fleet.post("/api/v1/mirrors/preview", "{" + fleet.hosts("willing") + "}", 400);
    }

    private static boolean settable(String host) throws Exception {
        return fleet.host(host).get("facts").get("registries").get("settable").asBoolean();
    }

    private static String refused(String fields) throws Exception {
        return fleet.post(
                        "/api/v1/operations",
                        "{\"type\":\"mirrors\"," + fleet.hosts("willing") + "," + fields + "}",
                        400)
                .toString();
    }
}

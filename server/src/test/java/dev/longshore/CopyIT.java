package dev.longshore;

import static dev.longshore.RealFleet.code;
import static dev.longshore.RealFleet.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Images from host to host, between real engines: Docker to Docker and Podman, and back. */
class CopyIT {

    private static final int MIB = 1 << 20;

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost from;
    private static LabHost to;
    private static LabHost third;
    private static LabHost podman;

    @BeforeAll
    static void start() throws Exception {
        Lab lab = Lab.shared();
        fleet = new RealFleet(dir);
        from = fleet.join(lab.docker("copy-from"));
        to = fleet.join(lab.docker("copy-to"));
        third = fleet.join(lab.docker("copy-third"));
        podman = fleet.join(lab.podman("copy-podman"));
        from.importImage("copy/base:1", 4);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static String copy(String source, String reference, String... targets) {
        return "\"type\":\"copy\",\"source\":\"" + fleet.id(source) + "\",\"references\":[\"" + reference + "\"],"
                + fleet.hosts(targets);
    }

    /** An image on the base with a megabyte of its own, which the server knows when this returns. */
    private static String image(String reference) {
        String container = from.docker("create", "copy/base:1", "sh", "-c", "head -c 1048576 /dev/urandom > /own");
        from.docker("start", "-a", container);
        String id = from.docker("commit", container, reference);
        from.docker("rm", container);
        fleet.awaitImage("copy-from", reference);
        return id;
    }

    private static String id(LabHost host, String reference) {
        String id = host.docker("image", "inspect", "--format", "{{.Id}}", reference);
        return id.startsWith("sha256:") ? id : "sha256:" + id;
    }

    @Test
    @DisplayName("an image comes to a Docker and a Podman host at once, and the next moves only what is missing")
    void copies() throws Exception {
        String first = image("copy/app:1");

        JsonNode done = fleet.run(copy("copy-from", "copy/app:1", "copy-to", "copy-podman"));

        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        JsonNode result = part(done, "copy-to").get("result");
        assertThat(result.get("bytes").asLong()).isGreaterThan(5 * MIB);
        assertThat(result.get("images").get(0).get("imageId").asString()).isEqualTo(first);
        assertThat(id(to, "copy/app:1")).isEqualTo(first);
        assertThat(id(podman, "copy/app:1")).isEqualTo(first);
        assertThat(podman.docker("run", "--rm", "--net", "none", "copy/app:1", "wc", "-c", "/own"))
                .startsWith("1048576");

        String second = image("copy/app:2");
        fleet.awaitImage("copy-to", "copy/app:1");
        JsonNode preview = fleet.get("/api/v1/hosts/" + fleet.id("copy-from")
                        + "/images/copy-preview?ref=copy/app:2&to=" + fleet.id("copy-to") + "&to="
                        + fleet.id("copy-podman"))
                .get("items");
        assertThat(preview.get(0).get("movedBytes").asLong()).isBetween((long) MIB, 2L * MIB);
        assertThat(preview.get(0).get("totalBytes").asLong()).isGreaterThan(5 * MIB);
        assertThat(preview.get(0).get("movedLayers").asInt()).isEqualTo(1);
        assertThat(preview.get(1).get("movedBytes")).isEqualTo(preview.get(1).get("totalBytes"));
        assertThat(preview.get(1).get("images").get(0).get("runs").asBoolean()).isTrue();
        JsonNode delta = fleet.run(copy("copy-from", "copy/app:2", "copy-to"));
        assertThat(delta.get("state").asString()).as(delta.toString()).isEqualTo("succeeded");
        JsonNode moved = part(delta, "copy-to").get("result");
        assertThat(moved.get("bytes").asLong()).isBetween((long) MIB, 2L * MIB);
        assertThat(moved.get("full").asBoolean()).isFalse();
        assertThat(id(to, "copy/app:2")).isEqualTo(second);
        assertThat(to.docker("run", "--rm", "--net", "none", "copy/app:2", "wc", "-c", "/own"))
                .startsWith("1048576");

        JsonNode again = fleet.run(copy("copy-from", "copy/app:2", "copy-to"));
        assertThat(part(again, "copy-to").get("result").get("bytes").asLong()).isZero();

        fleet.awaitImage("copy-podman", "copy/app:1");
        to.docker("rmi", "copy/app:1");
        JsonNode back = fleet.run(copy("copy-podman", "copy/app:1", "copy-to"));
        assertThat(back.get("state").asString()).as(back.toString()).isEqualTo("succeeded");
        assertThat(id(to, "copy/app:1")).isEqualTo(first);
    }

    @Test
    @DisplayName("hosts that lack the same layers are served by one reading of the source, the others by their own")
    void oneReading() throws Exception {
        String shared = image("copy/shared:1");
        long begun = Instant.now().getEpochSecond();
        JsonNode cold = fleet.run(copy("copy-from", "copy/shared:1", "copy-third", "copy-podman"));
        assertThat(cold.get("state").asString()).as(cold.toString()).isEqualTo("succeeded");
        assertThat(id(third, "copy/shared:1")).isEqualTo(shared);
        assertThat(id(podman, "copy/shared:1")).isEqualTo(shared);
        assertThat(saves(begun)).hasSize(1);

        String next = image("copy/shared:2");
        fleet.awaitImage("copy-third", "copy/shared:1");
        JsonNode warm = fleet.run(copy("copy-from", "copy/shared:2", "copy-third", "copy-podman"));
        assertThat(warm.get("state").asString()).as(warm.toString()).isEqualTo("succeeded");
        assertThat(id(third, "copy/shared:2")).isEqualTo(next);
        assertThat(id(podman, "copy/shared:2")).isEqualTo(next);
        assertThat(part(warm, "copy-third").get("result").get("bytes").asLong())
                .isLessThan(part(warm, "copy-podman").get("result").get("bytes").asLong());
        assertThat(saves(begun)).hasSize(3);
    }

    /** What the source's engine has saved since. */
    private static List<String> saves(long sinceSecond) {
        long now = Instant.now().getEpochSecond() + 1;
        return from.docker("events", "--since", "" + sinceSecond, "--until", "" + now, "--filter", "event=save")
                .lines()
                .filter(line -> line.contains("image save"))
                .toList();
    }

    @Test
    @DisplayName(
            "a name that is taken over there, an image that is gone and a source that is away fail with their reason")
    void refusals() throws Exception {
        String mine = image("copy/taken:1");
        to.importImage("copy/taken:1", 1);
        String theirs = id(to, "copy/taken:1");

        JsonNode taken = fleet.run(copy("copy-from", "copy/taken:1", "copy-to"));
        assertThat(code(taken, "copy-to")).as(taken.toString()).isEqualTo("TAG_EXISTS");
        assertThat(id(to, "copy/taken:1")).isEqualTo(theirs);
        JsonNode overwritten = fleet.run(copy("copy-from", "copy/taken:1", "copy-to") + ",\"overwrite\":true");
        assertThat(overwritten.get("state").asString())
                .as(overwritten.toString())
                .isEqualTo("succeeded");
        assertThat(id(to, "copy/taken:1")).isEqualTo(mine);

        JsonNode gone = fleet.run(copy("copy-from", "copy/absent:1", "copy-to"));
        assertThat(code(gone, "copy-to")).as(gone.toString()).isEqualTo("IMAGE_NOT_FOUND");

        fleet.agent("copy-podman").stop();
        fleet.awaitState("copy-podman", "offline");
        JsonNode away = fleet.run(copy("copy-podman", "copy/taken:1", "copy-to"));
        assertThat(code(away, "copy-to")).as(away.toString()).isEqualTo("HOST_OFFLINE");
        assertThat(part(away, "copy-to").get("failure").get("reason").asString())
                .contains("copy-podman");
        fleet.agent("copy-podman").startAgain();
        fleet.awaitState("copy-podman", "online");
    }

    @Test
    @DisplayName("catalogue 83: the source's agent dies in the middle: nothing is kept, and a retry works")
    void sourceDies() throws Exception {
        from.importImage("copy/big:1", 150);
        fleet.awaitImage("copy-from", "copy/big:1");
        List<String> before = to.imageIds();
        JsonNode copying = fleet.start(copy("copy-from", "copy/big:1", "copy-to"));
        fleet.awaitPart(
                copying,
                now -> part(now, "copy-to").get("progress").get("doneBytes").asLong() > 0);
        fleet.agent("copy-from").kill();

        JsonNode ended = fleet.awaitEnd(copying);
        assertThat(part(ended, "copy-to").get("state").asString())
                .as(ended.toString())
                .isEqualTo("failed");
        assertThat(code(ended, "copy-to")).isIn("HOST_OFFLINE", "STREAM_BROKEN");
        assertThat(to.imageIds()).isEqualTo(before);

        fleet.agent("copy-from").startAgain();
        fleet.awaitState("copy-from", "online");
        fleet.awaitImage("copy-from", "copy/big:1");
        JsonNode retry = fleet.awaitEnd(
                fleet.post("/api/v1/operations/" + ended.get("id").asString() + "/retry", "", 202));
        assertThat(retry.get("state").asString()).as(retry.toString()).isEqualTo("succeeded");
        assertThat(id(to, "copy/big:1")).isEqualTo(id(from, "copy/big:1"));
    }
}

package dev.longshore;

import static dev.longshore.RealFleet.code;
import static dev.longshore.RealFleet.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Images as files between real engines and a client of the API. */
class SaveLoadIT {

    private static final int MIB = 1 << 20;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path dir;

    private static RealFleet fleet;
    private static LabHost docker;
    private static LabHost podman;

    @BeforeAll
    static void start() throws Exception {
        Lab lab = Lab.shared();
        fleet = new RealFleet(dir);
        docker = fleet.join(lab.docker("file-docker"));
        podman = fleet.join(lab.podman("file-podman"));
        docker.importImage("file/app:1", 4);
        docker.importImage("file/big:1", 64);
        fleet.awaitImage("file-docker", "file/app:1");
        fleet.awaitImage("file-docker", "file/big:1");
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static HttpResponse<InputStream> export(String query) throws IOException, InterruptedException {
        return HTTP.send(
                fleet.request("/api/v1/hosts/" + fleet.id("file-docker") + "/images/export?" + query)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static JsonNode operation(HttpResponse<?> answer) throws IOException, InterruptedException {
        return fleet.get("/api/v1/operations/"
                + answer.headers().firstValue("Longshore-Operation").orElseThrow());
    }

    private static String id(LabHost host, String reference) {
        String id = host.docker("image", "inspect", "--format", "{{.Id}}", reference);
        return id.startsWith("sha256:") ? id : "sha256:" + id;
    }

    @Test
    @DisplayName("what is saved as tar.gz has a safe name, is what an engine loads, and is recorded with its size")
    void saves() throws Exception {
        HttpResponse<InputStream> answer = export("ref=file/app:1&compress=gzip");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"file-app-1.tar.gz\"");
        Path file = dir.resolve("app.tar.gz");
        try (InputStream body = answer.body()) {
            Files.copy(body, file);
        }
        JsonNode saved = fleet.awaitEnd(operation(answer));
        assertThat(saved.get("type").asString()).isEqualTo("save");
        assertThat(saved.get("state").asString()).as(saved.toString()).isEqualTo("succeeded");
        assertThat(part(saved, "file-docker").get("result").get("bytes").asLong())
                .isEqualTo(Files.size(file));
        try (InputStream tar = new GZIPInputStream(Files.newInputStream(file))) {
            assertThat(tar.transferTo(OutputStream.nullOutputStream())).isGreaterThan(4 * MIB);
        }
        String mine = id(docker, "file/app:1");
        docker.docker("tag", "file/app:1", "file/kept:1");
        docker.docker("rmi", "file/app:1");
        docker.docker("load", "-i", file.toString());
        assertThat(id(docker, "file/app:1")).isEqualTo(mine);
        docker.docker("rmi", "file/kept:1");
    }

    @Test
    @DisplayName("what can't be saved is refused with its reason and no file")
    void refusals() throws Exception {
        HttpResponse<InputStream> gone = export("ref=file/absent:1");
        String told = new String(gone.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(gone.statusCode()).as(told).isEqualTo(404);
        assertThat(told).contains("IMAGE_NOT_FOUND");
        assertThat(gone.headers().firstValue("Content-Disposition")).isEmpty();
        assertThat(code(fleet.awaitEnd(operation(gone)), "file-docker")).isEqualTo("IMAGE_NOT_FOUND");
        assertThat(export("ref=File/App:1").statusCode()).isEqualTo(400);
        assertThat(export("ref=file/app:1&compress=zip").statusCode()).isEqualTo(400);
        assertThat(export("").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("catalogue 82: a save that is cancelled in the middle never looks whole, and ends at the host")
    void cancelled() throws Exception {
        HttpResponse<InputStream> answer = export("ref=file/big:1");
        try (InputStream body = answer.body()) {
            body.readNBytes(MIB);
            JsonNode running = operation(answer);
            HTTP.send(
                    fleet.request("/api/v1/operations/" + running.get("id").asString())
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.discarding());

            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(fleet.awaitEnd(running).get("state").asString()).isEqualTo("cancelled");
        }
    }

    @Test
    @DisplayName("catalogue 82: whoever fetches a save and goes ends it")
    void fetcherGoes() throws Exception {
        HttpResponse<InputStream> answer = export("ref=file/big:1");
        JsonNode running = operation(answer);
        try (InputStream body = answer.body()) {
            body.readNBytes(MIB);
        }
        JsonNode ended = fleet.awaitEnd(running);
        assertThat(code(ended, "file-docker")).as(ended.toString()).isEqualTo("STREAM_BROKEN");
    }

    private static HttpResponse<String> load(Path file, String kind, String query, String... hosts)
            throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder("/api/v1/images/import?" + query);
        for (String host : hosts) {
            path.append("&host=").append(fleet.id(host));
        }
        return HTTP.send(
                fleet.request(path.toString())
                        .header("Content-Type", kind)
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode loaded(Path file, String query, String... hosts) throws IOException, InterruptedException {
        HttpResponse<String> answer = load(file, "application/x-tar", query, hosts);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return fleet.awaitEnd(operation(answer));
    }

    /** What {@code docker save} of the references writes. */
    private static Path saved(String... references) {
        Path file = dir.resolve(references[0].replaceAll("[/:]", "-") + ".tar");
        List<String> command = new ArrayList<>(List.of("save", "-o", file.toString()));
        command.addAll(List.of(references));
        docker.docker(command.toArray(String[]::new));
        return file;
    }

    @Test
    @DisplayName("one upload, also packed, gives Docker and Podman the image under its names")
    void loads() throws Exception {
        docker.importImage("file/two:1", 2);
        docker.docker("tag", "file/two:1", "file/two:latest");
        String mine = id(docker, "file/two:1");
        Path plain = saved("file/two:1", "file/two:latest");
        Path packed = dir.resolve("two.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(plain, out);
        }
        docker.docker("rmi", "file/two:1", "file/two:latest");

        HttpResponse<String> answer = load(packed, "application/gzip", "name=two.tar.gz", "file-docker", "file-podman");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode done = fleet.awaitEnd(operation(answer));
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        assertThat(done.get("title").asString()).isEqualTo("two.tar.gz");
        for (LabHost host : List.of(docker, podman)) {
            assertThat(id(host, "file/two:1")).isEqualTo(mine);
            assertThat(id(host, "file/two:latest")).isEqualTo(mine);
            JsonNode result = part(done, host.name()).get("result");
            assertThat(result.get("bytes").asLong()).isEqualTo(Files.size(plain));
            assertThat(result.get("images").size()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("catalogue 46: a file takes no name from another image unless that is wished; its other images come")
    void stolenNames() throws Exception {
        docker.importImage("file/free:1", 1);
        docker.importImage("file/stolen:1", 1);
        String theirs = id(docker, "file/stolen:1");
        Path file = saved("file/stolen:1", "file/free:1");
        podman.importImage("file/stolen:1", 1);
        String mine = id(podman, "file/stolen:1");

        JsonNode kept = loaded(file, "", "file-podman");

        assertThat(code(kept, "file-podman")).as(kept.toString()).isEqualTo("TAG_EXISTS");
        assertThat(id(podman, "file/stolen:1")).isEqualTo(mine);
        assertThat(id(podman, "file/free:1")).isEqualTo(id(docker, "file/free:1"));
        assertThat(podman.imageIds()).noneMatch(it -> it.endsWith(theirs.substring("sha256:".length())));

        JsonNode taken = loaded(file, "overwrite=true", "file-podman");
        assertThat(taken.get("state").asString()).as(taken.toString()).isEqualTo("succeeded");
        assertThat(id(podman, "file/stolen:1")).isEqualTo(theirs);
    }

    @Test
    @DisplayName("catalogue 45: a file that is cut, no archive or packed wrongly leaves each host as it was")
    void damaged() throws Exception {
        docker.importImage("file/cut:1", 2);
        byte[] whole = Files.readAllBytes(saved("file/cut:1"));
        docker.docker("rmi", "file/cut:1");
        List<String> before = docker.imageIds();
        Path cut = Files.write(dir.resolve("cut.tar"), Arrays.copyOf(whole, whole.length / 2));
        Path words = Files.writeString(dir.resolve("words.tar"), "no archive at all\n".repeat(1000));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(whole);
        }
        Path half = Files.write(dir.resolve("half.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));

        for (Path file : List.of(cut, words)) {
            JsonNode ended = loaded(file, "", "file-docker");
            assertThat(code(ended, "file-docker")).as(ended.toString()).isEqualTo("BAD_ARCHIVE");
        }
        HttpResponse<String> broken = load(half, "application/gzip", "", "file-docker");
        assertThat(broken.body()).contains("BAD_ARCHIVE");
        JsonNode last =
                fleet.get("/api/v1/operations?type=load&size=1").get("items").get(0);
        assertThat(code(fleet.awaitEnd(last), "file-docker")).isEqualTo("BAD_ARCHIVE");
        assertThat(docker.imageIds()).isEqualTo(before);
        assertThat(load(words, "text/plain", "", "file-docker").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("a container's files leave as a file, and come back as an image on Docker and Podman at once")
    void exportsAndImports() throws Exception {
        docker.importImage("file/run:1", 2);
        String container = docker.docker("create", "--name", "file-run", "file/run:1", "sh", "-c", "echo here > /own");
        docker.docker("start", "-a", container);
        fleet.awaitContainer("file-docker", "file-run");
        HttpResponse<InputStream> answer = HTTP.send(
                fleet.request("/api/v1/hosts/" + fleet.id("file-docker") + "/containers/" + container
                                + "/export?compress=zstd")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"file-run.tar.zst\"");
        Path file = dir.resolve("file-run.tar.zst");
        try (InputStream body = answer.body()) {
            Files.copy(body, file);
        }
        JsonNode exported = fleet.awaitEnd(operation(answer));
        assertThat(exported.get("type").asString()).isEqualTo("export");
        assertThat(exported.get("state").asString()).as(exported.toString()).isEqualTo("succeeded");
        docker.docker("rm", container);

        String query = "kind=rootfs&target=file/root:1&message=of%20a%20test&change="
                + URLEncoder.encode("CMD [\"cat\", \"/own\"]", UTF_8) + "&name=file-run.tar.zst";
        HttpResponse<String> sent = load(file, "application/zstd", query, "file-docker", "file-podman");

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        JsonNode done = fleet.awaitEnd(operation(sent));
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        for (LabHost host : List.of(docker, podman)) {
            assertThat(host.docker("run", "--rm", "--network", "none", "file/root:1"))
                    .isEqualTo("here");
            assertThat(part(done, host.name()).get("result").get("imageId").asString())
                    .isEqualTo(id(host, "file/root:1"));
        }
        HttpResponse<String> again = load(file, "application/zstd", query, "file-podman");
        assertThat(code(fleet.awaitEnd(operation(again)), "file-podman")).isEqualTo("TAG_EXISTS");
        assertThat(load(file, "application/zstd", "kind=rootfs", "file-podman").statusCode())
                .isEqualTo(400);
        assertThat(load(file, "application/zstd", "target=a:1", "file-podman").statusCode())
                .isEqualTo(400);
        assertThat(fleet.get("/api/v1/audit?q=container.export").toString()).contains(container, "file-run");
    }

    @Test
    @DisplayName("an answer that comes before the end of an upload reaches who still writes")
    void answeredEarly() throws Exception {
        podman.importImage("file/early:1", 1);
        Path file = Files.write(dir.resolve("early.tar"), new byte[64 * MIB]);
        HttpResponse<String> sent = load(file, "application/x-tar", "kind=rootfs&target=file/early:1", "file-podman");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        assertThat(code(fleet.awaitEnd(operation(sent)), "file-podman")).isEqualTo("TAG_EXISTS");

        HttpResponse<String> mistaken = load(file, "application/json", "", "file-podman");
        assertThat(mistaken.statusCode()).isEqualTo(400);
        assertThat(mistaken.body()).contains("Content-Type: a file of images is needed");
    }

    @Test
    @DisplayName(
            "a file that is packed with xz is loaded; what can't be exported is refused with its reason and no file")
    void moreKinds() throws Exception {
        docker.importImage("file/xz:1", 1);
        String mine = id(docker, "file/xz:1");
        Path packed = dir.resolve("xz.tar.xz");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(packed), new LZMA2Options(1))) {
            Files.copy(saved("file/xz:1"), out);
        }
        docker.docker("rmi", "file/xz:1");
        HttpResponse<String> sent = load(packed, "application/x-xz", "", "file-docker");
        JsonNode done = fleet.awaitEnd(operation(sent));
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("succeeded");
        assertThat(id(docker, "file/xz:1")).isEqualTo(mine);

        HttpResponse<String> gone = HTTP.send(
                fleet.request("/api/v1/hosts/" + fleet.id("file-docker") + "/containers/" + "f".repeat(64) + "/export")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(404);
        assertThat(gone.headers().firstValue("Content-Disposition")).isEmpty();
    }

    @Test
    @DisplayName(
            "catalogue 46: a file that is checked tells its platform, its size and which names are taken, and loads nothing")
    void checks() throws Exception {
        docker.importImage("file/mine:1", 3);
        docker.importImage("file/other:1", 1);
        fleet.awaitImage("file-docker", "file/mine:1");
        Path file = saved("file/mine:1", "file/other:1");
        docker.docker("rmi", "file/other:1");
        docker.importImage("file/other:1", 2);
        String mine = id(docker, "file/other:1");
        fleet.awaitImage("file-docker", "file/other:1");
        List<String> before = podman.imageIds();
        String path =
                "/api/v1/images/import/check?host=" + fleet.id("file-docker") + "&host=" + fleet.id("file-podman");

        HttpResponse<String> answer = HTTP.send(
                fleet.request(path)
                        .header("Content-Type", "application/x-tar")
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode images = JsonMapper.shared().readTree(answer.body()).get("images");
        assertThat(images.size()).isEqualTo(2);
        for (JsonNode image : images) {
            assertThat(image.get("platform").asString()).isEqualTo("linux/amd64");
            assertThat(image.get("bytes").asLong()).isGreaterThan(MIB);
            assertThat(image.get("layers").asInt()).isPositive();
            JsonNode here = image.get("hosts").get(0);
            boolean same = image.get("references").get(0).asString().equals("docker.io/file/mine:1");
            assertThat(here.get("same").size()).as(answer.body()).isEqualTo(same ? 1 : 0);
            assertThat(here.get("taken").size()).isEqualTo(same ? 0 : 1);
            assertThat(here.get("present").asBoolean()).isEqualTo(same);
            assertThat(here.get("runs").asBoolean()).isTrue();
            JsonNode there = image.get("hosts").get(1);
            assertThat(there.get("taken").size() + there.get("same").size()).isZero();
        }
        assertThat(podman.imageIds()).isEqualTo(before);
        assertThat(id(docker, "file/other:1")).isEqualTo(mine);
    }
}

package dev.longshore;

import static dev.longshore.RealFleet.code;
import static dev.longshore.RealFleet.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

    private static final HttpClient HTTP = HttpClient.newHttpClient();

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

    private static HttpResponse<String> build(String query, String kind, byte[] context, String... arguments)
            throws IOException, InterruptedException {
        return build(query, kind, context, "classic", arguments);
    }

    private static HttpResponse<String> build(
            String query, String kind, byte[] context, String builder, String[] arguments)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = fleet.request(
                        "/api/v1/images/build?host=" + fleet.id("make-docker") + "&builder=" + builder + query)
                .header("Content-Type", kind)
                .POST(HttpRequest.BodyPublishers.ofByteArray(context));
        for (String argument : arguments) {
            request.header("Longshore-Build-Arg", argument);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ended(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return fleet.awaitEnd(fleet.get("/api/v1/operations/"
                + answer.headers().firstValue("Longshore-Operation").orElseThrow()));
    }

    @Test
    @DisplayName(
            "a Dockerfile alone becomes an image, with its arguments and labels; its log is there, its secrets nowhere")
    void builds() throws Exception {
        String dockerfile = "FROM make/base:1\nARG TOKEN\nRUN echo the token has ${#TOKEN} letters\n";

        JsonNode built = ended(build(
                "&tag=make/built:1&tag=make/built:2&label=team%3Da,b&name=Dockerfile",
                "text/plain", dockerfile.getBytes(UTF_8), "TOKEN=hunter2, größer"));

        assertThat(built.get("state").asString()).as(built.toString()).isEqualTo("succeeded");
        assertThat(built.toString()).doesNotContain("hunter2");
        assertThat(built.get("task").get("arguments").toString()).isEqualTo("[\"TOKEN\"]");
        JsonNode part = part(built, "make-docker");
        assertThat(part.get("log").get("lines").toString()).contains("the token has 15 letters");
        assertThat(part.get("result").get("imageId").asString())
                .isEqualTo(id("make/built:1"))
                .isEqualTo(id("make/built:2"));
        assertThat(part.get("result").get("builder").asString()).isEqualTo("classic");
        assertThat(docker.docker("image", "inspect", "--format", "{{.Config.Labels.team}}", "make/built:1"))
                .isEqualTo("a,b");
        assertThat(fleet.get("/api/v1/audit?size=50").toString())
                .contains("image.build", "TOKEN")
                .doesNotContain("hunter2");
        assertThat(fleet.get("/api/v1/operations?type=build").toString()).doesNotContain("letters");
    }

    @Test
    @DisplayName("a base image of a registry with a password is pulled with the account that is kept for that registry")
    void signsIn() throws Exception {
        LabRegistry registry = Lab.shared().privateRegistry();
        String base = registry.push(docker, "make/base:1", "make/secret:1");
        docker.docker("logout", registry.host());
        byte[] dockerfile = ("FROM " + base + "\nLABEL x=y\n").getBytes(UTF_8);
        String wanted = "&tag=make/signed:1&signIn=" + registry.host();

        HttpResponse<String> unknown = build(wanted, "text/plain", dockerfile);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("signIns: no account is kept for");
        fleet.post(
                "/api/v1/registries",
                "{\"name\":\"Private\",\"host\":\"" + registry.host()
                        + "\",\"username\":\"lab\",\"password\":\"lab-secret\"}",
                201);

        JsonNode asNobody = ended(build("&tag=make/signed:1", "text/plain", dockerfile));
        assertThat(code(asNobody, "make-docker")).as(asNobody.toString()).isEqualTo("REGISTRY_UNAUTHORIZED");
        HttpResponse<String> buildKit =
                build("&signIn=" + registry.host(), "text/plain", dockerfile, "buildkit", new String[0]);
        assertThat(buildKit.statusCode()).isEqualTo(400);
        assertThat(buildKit.body()).contains("pull the base images first");

        JsonNode built = ended(build(wanted, "text/plain", dockerfile));
        assertThat(built.get("state").asString()).as(built.toString()).isEqualTo("succeeded");
        assertThat(built.toString()).doesNotContain("lab-secret").contains("\"signIns\":[\"" + registry.host() + "\"]");
        assertThat(fleet.get("/api/v1/audit?size=50").toString())
                .contains("lab of Private")
                .doesNotContain("lab-secret");
        assertThat(id("make/signed:1"))
                .isEqualTo(
                        part(built, "make-docker").get("result").get("imageId").asString());
    }

    @Test
    @DisplayName("a zip is built from, and a step that fails tells its code and its last words")
    void buildsZips() throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("Dockerfile"));
            out.write("FROM make/base:1\nCOPY say.sh /\nRUN /say.sh && exit 17\n".getBytes(UTF_8));
            out.closeEntry();
            out.putNextEntry(new ZipEntry("say.sh"));
            out.write("#!/bin/sh\necho said before the end\n".getBytes(UTF_8));
            out.closeEntry();
        }
        JsonNode failed = ended(build("&tag=make/zip:1", "application/zip", zip.toByteArray()));
        assertThat(code(failed, "make-docker")).as(failed.toString()).isEqualTo("BUILD_FAILED");
        JsonNode part = part(failed, "make-docker");
        assertThat(part.get("failure").get("reason").asString()).contains("17");
        assertThat(part.get("log").get("lines").toString()).contains("said before the end");
    }

    @Test
    @DisplayName("what is no context, or asks for one elsewhere, builds nothing")
    void badContexts() throws Exception {
        byte[] junk = new byte[600];
        assertThat(code(ended(build("", "application/x-tar", junk)), "make-docker"))
                .isEqualTo("BAD_CONTEXT");
        HttpResponse<String> empty = build("", "application/x-tar", new byte[0]);
        assertThat(empty.body()).contains("BAD_CONTEXT");
        byte[] from = "FROM make/base:1".getBytes(UTF_8);
        assertThat(build("", "application/json", from).statusCode()).isEqualTo(400);
        assertThat(build("&dockerfile=../x", "text/plain", from).body()).contains("dockerfile: ");
        assertThat(build("", "text/plain", from, "no value").body()).contains("NAME=value");
        assertThat(build("", "text/plain", from, "9=x").body()).contains("INVALID_REQUEST");
        JsonNode ignored = ended(build("&remote=http://127.0.0.1:1/x&fromSrc=x&tag=make/local:1", "text/plain", from));
        assertThat(ignored.get("state").asString()).as(ignored.toString()).isEqualTo("succeeded");
    }

    private static String refused(String fields) throws Exception {
        return fleet.post("/api/v1/operations", "{" + fields + "}", 400).toString();
    }
}

package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.RegistryCredentials;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of engine must do when an image is built of a context, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BuildContract {

    private static final String BASE = "docker.io/build/base:1";
    private static final String MADE = "docker.io/build/made:1";
    private static final String ALSO = "registry.example/build/also:2";
    private static final String OTHER = "docker.io/build/other:1";
    private static final String FROM = "FROM build/base:1";

    final Lab lab = Lab.shared();

    private EngineUnderTest under;

    abstract LabHost host();

    /** The builders that this engine has. */
    abstract List<BuildTask.By> builders();

    /** How long a step takes that is cancelled: longer than anybody waits, where the engine ends it at once. */
    abstract int stepSeconds();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage(BASE);
        under.host.importImage(OTHER, 1);
    }

    @AfterAll
    void close() {
        under.host.docker("rmi", "-f", BASE, OTHER);
        under.close();
    }

    @AfterEach
    void clean() {
        for (String name : List.of(MADE, ALSO)) {
            if (under.has(name)) {
                under.host.docker("rmi", "-f", name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("builders")
    @DisplayName("builds an image with its arguments, labels, files and stage, under all its names, and tells how")
    void builds(BuildTask.By by) {
        byte[] context = Contexts.of("FROM scratch AS unused")
                .file(
                        "docker/Dockerfile",
                        String.join(
                                "\n",
                                FROM + " AS base",
                                "ARG GREETING=none",
                                "ARG TOKEN",
                                "ENV GREETED=$GREETING TOKEN_HELD=$TOKEN",
                                "COPY docker/own.txt /own.txt",
                                "LABEL own=file",
                                "FROM base AS wanted",
                                "CMD [\"cat\", \"/own.txt\"]",
                                "FROM base",
                                "LABEL last=true"))
                .file("docker/own.txt", "here")
                .tar();

        OperationOutcome outcome = run(
                context,
                build().setBuilder(by)
                        .setDockerfile("docker/Dockerfile")
                        .setTarget("wanted")
                        .putArgs("GREETING", "hello & good day?")
                        .putArgs("TOKEN", "hunter2-secret")
                        .putLabels("given", "a=\"b\" ü")
                        .addReferences(MADE)
                        .addReferences(ALSO));

        assertSucceeded(outcome);
        assertThat(outcome.getBuild().getImageId()).isEqualTo(under.id(MADE)).isEqualTo(under.id(ALSO));
        assertThat(outcome.getBuild().getImagesList())
                .extracting(image -> image.getReference())
                .containsExactly(MADE, ALSO);
        assertThat(inspect("{{json .Config.Env}}")).contains("GREETED=hello");
        assertThat(inspect("{{index .Config.Labels \"given\"}}")).isEqualTo("a=\"b\" ü");
        assertThat(inspect("{{json .Config.Labels}}")).contains("own").doesNotContain("last");
        assertThat(under.host.docker("run", "--rm", "--network", "none", MADE)).isEqualTo("here");
        assertThat(log(outcome)).contains("own.txt").doesNotContain("hunter2-secret");
        assertThat(under.progress).noneMatch(progress -> progress.toString().contains("hunter2-secret"));
        assertThat(outcome.getBuild().getBuilder())
                .isEqualTo(
                        host().kind().startsWith("podman")
                                ? "podman"
                                : by == BuildTask.By.CLASSIC ? "classic" : "buildkit");
    }

    @ParameterizedTest
    @MethodSource("builders")
    @DisplayName("tells which step failed, with its code and what it said")
    void fails(BuildTask.By by) {
        List<String> images = under.host.imageIds();

        OperationOutcome outcome = run(
                Contexts.of(FROM, "RUN echo what went wrong; exit 42").tar(),
                build().setBuilder(by).addReferences(MADE));

        assertFailed(outcome, ErrorCode.BUILD_FAILED);
        assertThat(outcome.getFailure().getReason()).contains("42");
        assertThat(log(outcome)).contains("what went wrong");
        assertThat(under.progress.stream().flatMap(progress -> progress.getLog().getLinesList().stream()))
                .anyMatch(line -> line.contains("what went wrong"));
        assertThat(under.has(MADE)).isFalse();
        assertThat(under.host.imageIds()).containsAll(images);
    }

    @ParameterizedTest
    @MethodSource("builders")
    @DisplayName("says what is wrong with a Dockerfile, and which base image there is none of")
    void wrongDockerfiles(BuildTask.By by) {
        OperationOutcome outcome = run(Contexts.of(FROM, "MAKE it so").tar(), build().setBuilder(by));
        assertFailed(outcome, ErrorCode.BUILD_FAILED);
        assertThat(outcome.getFailure().getReason()).containsIgnoringCase("make");

        assertFailed(
                run(Contexts.of("FROM 127.0.0.1:5001/absent/image:1").tar(), build().setBuilder(by)),
                ErrorCode.REGISTRY_NOT_FOUND);
        assertFailed(run(Contexts.of(FROM, "COPY absent /").tar(), build().setBuilder(by)), ErrorCode.BUILD_FAILED);
    }

    @Test
    @DisplayName(
            "pulls a base image with the account that goes with the build, which is given to its own registry only")
    void signIns() {
        LabRegistry registry = lab.privateRegistry();
        String base = registry.push(under.host, BASE, "build/secret:1");
        under.host.docker("logout", registry.host());
        byte[] context = Contexts.of("FROM " + base, "LABEL x=y").tar();

        OperationOutcome asNobody = run(context, build().addReferences(MADE));
        assertFailed(asNobody, ErrorCode.REGISTRY_UNAUTHORIZED);
        assertThat(asNobody.getFailure().getRemedy()).contains("Sign in to");
        assertFailed(
                run(context, build().addCredentials(signIn(registry.host(), "wrong"))),
                ErrorCode.REGISTRY_UNAUTHORIZED);
        assertFailed(
                run(context, build().addCredentials(signIn("elsewhere.example", "lab-secret"))),
                ErrorCode.REGISTRY_UNAUTHORIZED);
        assertThat(under.has(MADE)).isFalse();

        OperationOutcome built = run(
                context,
                build().setBuilder(BuildTask.By.ANY)
                        .addReferences(MADE)
                        .addCredentials(signIn("elsewhere.example", "other"))
                        .addCredentials(signIn(registry.host(), "lab-secret")));
        assertSucceeded(built);
        assertThat(built.getBuild().getBuilder()).isNotEqualTo("buildkit");
        assertThat(built.toString()).doesNotContain("lab-secret");
        assertThat(under.progress.toString()).doesNotContain("lab-secret");
        under.host.docker("rmi", "-f", MADE);
        if (under.has(base)) {
            under.host.docker("rmi", "-f", base);
        }
    }

    @Test
    @DisplayName("says that BuildKit takes no account, and builds with it once the base image is there")
    void signInsOfBuildKit() {
        assumeThat(builders()).contains(BuildTask.By.BUILDKIT);
        LabRegistry registry = lab.privateRegistry();
        String base = registry.push(under.host, BASE, "build/secret:2");
        under.host.docker("logout", registry.host());
        byte[] context = Contexts.of("FROM " + base, "LABEL x=z").tar();
        BuildTask.Builder task = build().setBuilder(BuildTask.By.BUILDKIT).addReferences(MADE);

        OperationOutcome refused = run(context, task.clone().addCredentials(signIn(registry.host(), "lab-secret")));
        assertFailed(refused, ErrorCode.INVALID_REQUEST);
        assertThat(refused.getFailure().getRemedy()).contains("pull the base images first");

        assertSucceeded(under.run(OperationCommand.newBuilder()
                .setPull(PullTask.newBuilder()
                        .setReference(base)
                        .setCredentials(signIn(registry.host(), "lab-secret")))));
        OperationOutcome built = run(context, task);
        assertSucceeded(built);
        assertThat(built.getBuild().getBuilder()).isEqualTo("buildkit");
        under.host.docker("rmi", "-f", MADE, base);
    }

    private static RegistryCredentials signIn(String registry, String password) {
        return RegistryCredentials.newBuilder()
                .setRegistry(registry)
                .setUsername("lab")
                .setPassword(password)
                .build();
    }

    @Test
    @DisplayName("leaves an image without a name if it is to have none")
    void nameless() {
        OperationOutcome outcome = run(Contexts.of(FROM, "LABEL no=name").tar(), build());
        assertSucceeded(outcome);
        assertThat(outcome.getBuild().getImagesCount()).isZero();
        String id = outcome.getBuild().getImageId();
        assertThat(under.host.docker("image", "inspect", "--format", "{{.RepoTags}}", id))
                .isEqualTo("[]");
        under.host.docker("rmi", id);
    }

    @Test
    @DisplayName("catalogue 46: takes no name from another image unless that is wished, and builds nothing then")
    void namesThatAreTaken() {
        String before = under.id(OTHER);
        List<String> images = under.host.imageIds();
        byte[] context = Contexts.of(FROM, "LABEL x=y").tar();

        assertFailed(run(context, build().addReferences(MADE).addReferences(OTHER)), ErrorCode.TAG_EXISTS);
        assertThat(under.id(OTHER)).isEqualTo(before);
        assertThat(under.host.imageIds()).isEqualTo(images);

        OperationOutcome taken = run(context, build().addReferences(OTHER).setOverwrite(true));
        assertSucceeded(taken);
        assertThat(taken.getBuild().getImages(0).getReplacedImageId()).isEqualTo(before);
        assertThat(under.id(OTHER)).isEqualTo(taken.getBuild().getImageId()).isNotEqualTo(before);
        under.host.docker("tag", before, OTHER);
        under.host.docker("rmi", taken.getBuild().getImageId());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("catalogue 45, 47: refuses a hostile context with its reason; nothing of it is on the host or built")
    void hostile(HostileContext hostile) {
        List<String> images = under.host.imageIds();
        assertFailed(run(hostile.tar(), build().addReferences(MADE)), ErrorCode.BAD_CONTEXT);
        assertThat(under.host.exec("sh", "-c", "ls -d /etc/evil* /evil* 2>/dev/null || true"))
                .isEmpty();
        assertThat(under.host.imageIds()).isEqualTo(images);
    }

    @ParameterizedTest
    @MethodSource("builders")
    @DisplayName("builds nothing of a context that breaks off, and goes on (catalogue 83)")
    void breaksOff(BuildTask.By by) {
        byte[] context =
                Contexts.of(FROM, "COPY . /all/").file("f", "x".repeat(5_000)).tar();
        List<String> images = under.host.imageIds();
        under.archives.put("s-1", () -> new BreaksOff(Arrays.copyOf(context, 1024)));

        OperationOutcome outcome = under.run(OperationCommand.newBuilder()
                .setBuild(build().setBuilder(by).setStreamId("s-1").addReferences(MADE)));

        assertThat(outcome.getState()).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(under.host.imageIds()).isEqualTo(images);
        assertSucceeded(run(context, build().setBuilder(by).addReferences(MADE)));
    }

    @ParameterizedTest
    @MethodSource("builders")
    @DisplayName("ends the build at the engine when it is cancelled")
    void cancelled(BuildTask.By by) throws Exception {
        byte[] context = Contexts.of(FROM, "RUN echo begun && sleep " + stepSeconds(), "RUN touch /after")
                .tar();
        List<String> images = under.host.imageIds();
        CompletableFuture<OperationOutcome> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform()
                .start(() ->
                        outcome.complete(run(context, build().setBuilder(by).addReferences(MADE))));
        await().atMost(EngineUnderTest.SOON)
                .until(() -> under.progress.stream()
                        .flatMap(progress -> progress.getLog().getLinesList().stream())
                        .anyMatch(line -> line.endsWith("begun")));

        thread.interrupt();

        assertThat(outcome.get().getState()).isEqualTo(OperationOutcome.State.CANCELLED);
        assertThat(log(outcome.get())).contains("begun");
        await().atMost(EngineUnderTest.SOON)
                .until(() -> under.host
                        .exec("sh", "-c", "ps axo args | grep '^sleep " + stepSeconds() + "$' || true")
                        .isEmpty());
        assertThat(under.has(MADE)).isFalse();
        assertThat(under.host.imageIds()).isEqualTo(images);
    }

    @ParameterizedTest
    @DisplayName("takes no Dockerfile outside of the context, wherever that would be")
    @ValueSource(strings = {"/etc/passwd", "../Dockerfile", "a/../../Dockerfile"})
    void dockerfileOutside(String path) {
        assertFailed(run(Contexts.of(FROM).tar(), build().setDockerfile(path)), ErrorCode.INVALID_REQUEST);
    }

    private static BuildTask.Builder build() {
        return BuildTask.newBuilder().setBuilder(BuildTask.By.CLASSIC);
    }

    private OperationOutcome run(byte[] context, BuildTask.Builder task) {
        under.archives.put("s-1", context);
        return under.run(OperationCommand.newBuilder().setBuild(task.setStreamId("s-1")));
    }

    private static String log(OperationOutcome outcome) {
        return String.join("\n", outcome.getBuild().getLog().getLinesList());
    }

    private String inspect(String format) {
        return under.host.docker("image", "inspect", "--format", format, MADE);
    }
}

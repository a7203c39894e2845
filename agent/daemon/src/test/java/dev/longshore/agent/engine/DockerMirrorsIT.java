package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.agent.DaemonSettings;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ListEdit;
import dev.longshore.wire.MirrorsPreview;
import dev.longshore.wire.MirrorsQuestion;
import dev.longshore.wire.MirrorsResult.Effect;
import dev.longshore.wire.MirrorsTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Docker, and registries set in its configuration file")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerMirrorsIT {

    private static final String MIRROR = "http://127.0.0.1:5001";
    private static final String OTHER = "https://mirror.example";

    private final Lab lab = Lab.shared();
    private LabHost host;
    private EngineUnderTest under;
    private Path file;
    private String before = "";
    private volatile boolean allowed;

    @BeforeAll
    void open() {
        host = lab.docker("mirrors-docker");
        file = host.inside("/etc/docker/daemon.json");
        under = new EngineUnderTest(host, new DaemonSettings(file, () -> {
            if (!allowed) {
                throw new LongshoreException(ErrorCode.POLICY_DENIED, "not allowed");
            }
        }));
    }

    @AfterAll
    void close() {
        under.close();
        lab.remove(host);
    }

    @BeforeEach
    void remember() throws IOException {
        allowed = true;
        before = Files.readString(file);
    }

    /** What an engine was told once it forgets only when it reads an empty list. */
    @AfterEach
    void reset() throws IOException {
        allowed = true;
        Files.writeString(file, before);
        assertSucceeded(set(replace(OTHER), ListEdit.getDefaultInstance()));
        assertSucceeded(set(replace(), ListEdit.getDefaultInstance()));
        Files.writeString(file, before);
        for (Path backup : backups()) {
            Files.delete(backup);
        }
    }

    @Test
    @DisplayName("a preview shows the difference and changes nothing; the run does just that, live, and keeps a copy")
    void changes() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "unix:gid", 7);

        MirrorsPreview preview = preview(add(MIRROR, OTHER), add("registry.example:5000", "10.1.2.3/8"));

        assertThat(preview.getFile()).isEqualTo(file.toString());
        assertThat(preview.getMirrors().getBeforeList()).isEmpty();
        assertThat(preview.getMirrors().getAfterList()).containsExactly(MIRROR, OTHER);
        assertThat(preview.getDiff()).contains("+", "\"registry-mirrors\"", "10.0.0.0/8");
        assertThat(preview.getRestartNeeded()).isFalse();
        assertThat(Files.readString(file)).isEqualTo(before);

        String id = host.docker("info", "--format", "{{.ID}}");
        OperationOutcome outcome = run(task(preview, add(MIRROR, OTHER), add("registry.example:5000", "10.1.2.3/8")));

        assertSucceeded(outcome);
        assertThat(outcome.getMirrors().getEffect()).isEqualTo(Effect.RELOADED);
        assertThat(outcome.getMirrors().getInsecure().getAfterList())
                .startsWith(outcome.getMirrors().getInsecure().getBefore(0))
                .endsWith("registry.example:5000", "10.0.0.0/8");
        assertThat(mirrors()).isEqualTo("[\"" + MIRROR + "/\",\"" + OTHER + "/\"]");
        assertThat(host.docker("info", "--format", "{{.ID}}")).isEqualTo(id);
        assertThat(Files.readString(file)).startsWith(before.substring(0, before.indexOf("\"insecure")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(7);
        assertThat(backups()).singleElement().satisfies(backup -> {
            assertThat(backup.toString()).isEqualTo(outcome.getMirrors().getBackup());
            assertThat(Files.readString(backup)).isEqualTo(before);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-r-----");
        });
        await().atMost(EngineUnderTest.SOON)
                .until(() -> under.seen().facts().getRegistryMirrorsList().equals(List.of(MIRROR + "/", OTHER + "/")));
        assertThat(under.seen().facts().getDaemonConfigAllowed()).isTrue();
        assertThat(under.seen().facts().getDaemonConfigFile()).isEqualTo(file.toString());
    }

    @Test
    @DisplayName("an image of Docker Hub comes from the mirror that was just set")
    void pullsThroughTheMirror() {
        host.importImage("mirrored:1");
        String id = under.id("mirrored:1");
        lab.registry().push(host, "mirrored:1", "library/mirrored:1");
        host.docker("rmi", "mirrored:1");
        assertSucceeded(set(replace(MIRROR), ListEdit.getDefaultInstance()));

        OperationOutcome pulled = under.pull("docker.io/library/mirrored:1");

        assertSucceeded(pulled);
        assertThat(under.has("mirrored:1")).isTrue();
        if (!under.host.kind().endsWith("-containerd")) { // there an id is of the manifest, which the push made
            assertThat(pulled.getPull().getImageId()).isEqualTo(id);
        }
        host.docker("rmi", "mirrored:1");
    }

    @Test
    @DisplayName("catalogue 65: what is there already is not written again, whatever the preview was")
    void unchanged() throws IOException {
        MirrorsPreview preview = preview(add(MIRROR), ListEdit.getDefaultInstance());
        assertSucceeded(run(task(preview, add(MIRROR), ListEdit.getDefaultInstance())));
        String written = Files.readString(file);

        OperationOutcome again = run(task(preview, add(MIRROR + "/"), ListEdit.getDefaultInstance()));

        assertSucceeded(again);
        assertThat(again.getMirrors().getEffect()).isEqualTo(Effect.NONE);
        assertThat(Files.readString(file)).isEqualTo(written);
        assertThat(backups()).hasSize(1);
    }

    @Test
    @DisplayName("what somebody wrote by hand and the engine has not read yet is read, without a copy")
    void readsAgain() throws IOException {
        Files.writeString(file, before.replaceFirst("\\{", "{\"registry-mirrors\": [\"" + OTHER + "\"],"));
        MirrorsPreview preview = preview(add(OTHER), ListEdit.getDefaultInstance());
        assertThat(preview.getDiff()).isEmpty();
        assertThat(preview.getEngineDiffers()).isTrue();

        OperationOutcome outcome = run(task(preview, add(OTHER), ListEdit.getDefaultInstance()));

        assertSucceeded(outcome);
        assertThat(outcome.getMirrors().getEffect()).isEqualTo(Effect.RELOADED);
        assertThat(mirrors()).isEqualTo("[\"" + OTHER + "/\"]");
        assertThat(backups()).isEmpty();
    }

    @Test
    @DisplayName("lists lose what they shall not have, and an empty one is written as such, for the engine to forget")
    void removes() throws IOException {
        assertSucceeded(set(replace(MIRROR, OTHER), ListEdit.getDefaultInstance()));
        assertSucceeded(set(ListEdit.newBuilder().addRemove(MIRROR + "/").build(), ListEdit.getDefaultInstance()));
        assertThat(mirrors()).isEqualTo("[\"" + OTHER + "/\"]");
        assertSucceeded(set(replace(), ListEdit.getDefaultInstance()));
        assertThat(mirrors()).isIn("[]", "null");
        assertThat(Files.readString(file)).contains("\"registry-mirrors\": []");
    }

    @Test
    @DisplayName("a file that was changed since the preview is a conflict, and stays as it is")
    void changedMeanwhile() throws IOException {
        MirrorsPreview preview = preview(add(MIRROR), ListEdit.getDefaultInstance());
        String touched = before.replaceFirst("\\{", "{\"debug\": false,");
        Files.writeString(file, touched);

        assertFailed(run(task(preview, add(MIRROR), ListEdit.getDefaultInstance())), ErrorCode.CONFIG_CHANGED);

        assertThat(Files.readString(file)).isEqualTo(touched);
        assertThat(backups()).isEmpty();
    }

    @Test
    @DisplayName("what the engine does not take is undone to the byte, and the engine goes on as before")
    void rolledBack() throws IOException {
        String broken = before.replaceFirst("\\{", "{\"no-such-option\": true,\t");
        Files.writeString(file, broken);

        OperationOutcome outcome = set(add(MIRROR), ListEdit.getDefaultInstance());

        assertFailed(outcome, ErrorCode.CONFIG_REJECTED);
        assertThat(outcome.getFailure().getReason()).contains("put back");
        assertThat(Files.readString(file)).isEqualTo(broken);
        assertThat(mirrors()).isIn("[]", "null");
        assertThat(host.dockerSucceeds("version")).isTrue();
    }

    @Test
    @DisplayName("catalogue 62: work that is cancelled, or breaks, once the file is written puts the file back")
    void brokenOff() throws IOException {
        MirrorsPreview preview = preview(add(MIRROR), ListEdit.getDefaultInstance());
        OperationCommand command = OperationCommand.newBuilder()
                .setOperationId("op-broken")
                .setMirrors(task(preview, add(MIRROR), ListEdit.getDefaultInstance()))
                .build();
        List<String> written = new ArrayList<>();

        OperationOutcome cancelled = run(command, () -> {
            written.add(Files.readString(file));
            Thread.currentThread().interrupt();
        });

        assertThat(cancelled.getState()).isEqualTo(OperationOutcome.State.CANCELLED);
        assertThat(Files.readString(file)).isEqualTo(before);

        OperationOutcome broken = run(command, () -> {
            written.add(Files.readString(file));
            throw new IllegalStateException("the link is full");
        });

        assertFailed(broken, ErrorCode.INTERNAL);
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(written).hasSize(2).allMatch(text -> text.contains(MIRROR));
    }

    /** Runs it, and does this where the file is written and the engine has not answered yet. */
    private OperationOutcome run(OperationCommand command, Interruption interruption) {
        return under.engine.run(
                command,
                progress -> {
                    try {
                        if (Files.readString(file).contains(MIRROR)) {
                            interruption.happen();
                        } else { // the next report comes no sooner
                            await().pollDelay(Duration.ofNanos(ProgressSink.LEAST_PAUSE_NANOS))
                                    .until(() -> true);
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                under.archives);
    }

    /** What comes between. */
    @FunctionalInterface
    private interface Interruption {
        void happen() throws IOException;
    }

    @Test
    @DisplayName("an engine that has the same on its command line would not start any more: nothing is written")
    void flagInTheWay() throws IOException {
        host.stopEngine();
        host.engineFlags("--registry-mirror=" + OTHER);
        try {
            host.startEngine();
            awaitUp();
            String text = Files.readString(file);
            QueryAnswer answer = ask(add(MIRROR), ListEdit.getDefaultInstance());
            assertThat(answer.getFailure().getCode()).isEqualTo("CONFIG_UNFIT");
            assertThat(answer.getFailure().getReason()).contains("--registry-mirror");

            OperationOutcome outcome = run(MirrorsTask.newBuilder().setMirrors(add(MIRROR)));

            assertFailed(outcome, ErrorCode.CONFIG_UNFIT);
            assertThat(Files.readString(file)).isEqualTo(text);
            assertThat(mirrors()).isEqualTo("[\"" + OTHER + "/\"]");
            // the other list is free
            assertSucceeded(set(ListEdit.getDefaultInstance(), add("registry.example")));
        } finally {
            host.stopEngine();
            host.engineFlags();
            host.startEngine();
            awaitUp();
        }
    }

    @Test
    @DisplayName("an engine with another configuration file is not given this one")
    void otherFile() throws IOException {
        host.stopEngine();
        Files.writeString(host.inside("/etc/docker/other.json"), "{\"insecure-registries\": [\"127.0.0.1:5001\"]}");
        host.engineFlags("--config-file", "/etc/docker/other.json");
        try {
            host.startEngine();
            awaitUp();
            QueryAnswer answer = ask(add(MIRROR), ListEdit.getDefaultInstance());
            assertThat(answer.getFailure().getReason()).contains("the engine reads /etc/docker/other.json");
            assertThat(answer.getFailure().getRemedy()).contains("LONGSHORE_DAEMON_JSON");
        } finally {
            host.stopEngine();
            host.engineFlags();
            host.startEngine();
            awaitUp();
        }
    }

    @Test
    @DisplayName("catalogue 15: without the owner's consent the file is not even shown")
    void withoutConsent() throws IOException {
        allowed = false;
        assertThat(ask(add(MIRROR), ListEdit.getDefaultInstance()).getFailure().getCode())
                .isEqualTo("POLICY_DENIED");
        assertFailed(run(MirrorsTask.newBuilder().setMirrors(add(MIRROR))), ErrorCode.POLICY_DENIED);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @DisplayName("catalogue 21, 40: nothing but addresses reaches the file")
    @ValueSource(
            strings = {
                "",
                "mirror.example",
                "ftp://mirror.example",
                "https://user:secret@mirror.example",
                "https://mirror.example?x=1",
                "https://mirror.example/../x",
                "https://mirror.example:70000",
                "https://a\", \"debug\": true, \"x",
                "https://mirror.example\nx"
            })
    void onlyAddresses(String text) throws IOException {
        OperationOutcome outcome = run(MirrorsTask.newBuilder().setMirrors(add(text)));
        assertFailed(outcome, ErrorCode.INVALID_REQUEST);
        assertThat(outcome.getFailure().getReason()).doesNotContain("secret");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private void awaitUp() {
        await().atMost(EngineUnderTest.SOON)
                .until(() -> under.engine.state().getState() == dev.longshore.wire.EngineState.State.UP);
    }

    private OperationOutcome set(ListEdit mirrors, ListEdit insecure) {
        return run(task(preview(mirrors, insecure), mirrors, insecure));
    }

    private OperationOutcome run(MirrorsTask.Builder task) {
        return under.run(OperationCommand.newBuilder().setMirrors(task));
    }

    private static MirrorsTask.Builder task(MirrorsPreview preview, ListEdit mirrors, ListEdit insecure) {
        return MirrorsTask.newBuilder()
                .setMirrors(mirrors)
                .setInsecure(insecure)
                .setFileDigest(preview.getFileDigest());
    }

    private MirrorsPreview preview(ListEdit mirrors, ListEdit insecure) {
        QueryAnswer answer = ask(mirrors, insecure);
        assertThat(answer.hasMirrors()).as(answer.toString()).isTrue();
        return answer.getMirrors();
    }

    private QueryAnswer ask(ListEdit mirrors, ListEdit insecure) {
        try {
            return under.engine.answer(Query.newBuilder()
                    .setMirrors(MirrorsQuestion.newBuilder().setMirrors(mirrors).setInsecure(insecure))
                    .build());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ListEdit add(String... texts) {
        return ListEdit.newBuilder().addAllAdd(List.of(texts)).build();
    }

    private static ListEdit replace(String... texts) {
        return ListEdit.newBuilder().setReplace(true).addAllAdd(List.of(texts)).build();
    }

    private String mirrors() {
        return host.docker("info", "--format", "{{json .RegistryConfig.Mirrors}}");
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> all = Files.list(file.getParent())) {
            return all.filter(path -> path.getFileName().toString().startsWith("daemon.json.longshore-"))
                    .toList();
        }
    }
}

package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.Digest;
import dev.longshore.wire.LoadImage;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.SaveTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of engine must do with images of one archive that have the same layers, and differ in their settings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwinsContract {

    private static final String RELEASE = "docker.io/twins/app:1";
    private static final String DEBUG = "docker.io/twins/app:1-debug";

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private List<String> before = List.of();

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        before = under.host.imageIds();
    }

    @AfterEach
    void clean() {
        for (String name : List.of(RELEASE, DEBUG)) {
            if (under.has(name)) {
                under.host.docker("rmi", "-f", name);
            }
        }
        assertThat(under.host.imageIds()).isEqualTo(before);
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    @DisplayName("of a file of the engine's own, each gets its own name")
    void ownFile(@TempDir Path folder) throws Exception {
        byte[] archive = ownTwins(folder);

        assertSucceeded(load(LoadTask.newBuilder().setAsClaimed(true), archive));

        assertTwins();
    }

    @Test
    @DisplayName("of a file in the layout of Docker up to 24, each gets its own name")
    void oldLayout() throws Exception {
        byte[] archive = twins();

        assertSucceeded(load(LoadTask.newBuilder().setAsClaimed(true), archive));

        assertTwins();
        // once more, where both are there already
        assertSucceeded(load(LoadTask.newBuilder().setAsClaimed(true), archive));
        assertTwins();
    }

    @Test
    @DisplayName("of a copy, each gets its own name")
    void copy(@TempDir Path folder) throws Exception {
        byte[] archive = ownTwins(folder);

        assertSucceeded(load(LoadTask.newBuilder().addImages(wanted(RELEASE)).addImages(wanted(DEBUG)), archive));

        assertTwins();
    }

    private static LoadImage wanted(String reference) {
        return LoadImage.newBuilder()
                .addReferences(reference)
                .addDiffIds(Digest.ofBytes(LAYER).value())
                .build();
    }

    private OperationOutcome load(LoadTask.Builder task, byte[] archive) {
        under.archives.put("s-1", archive);
        return under.run(OperationCommand.newBuilder().setLoad(task.setStreamId("s-1")));
    }

    private void assertTwins() {
        assertThat(environment(RELEASE)).contains("MODE=release");
        assertThat(environment(DEBUG)).contains("MODE=debug");
    }

    private String environment(String reference) {
        return under.host.docker("image", "inspect", "--format", "{{.Config.Env}}", reference);
    }

    private static final byte[] LAYER = MadeArchive.layer("of both".getBytes(StandardCharsets.UTF_8));

    /** Twins that the engine made, as it saves them; it does not have them any more. */
    private byte[] ownTwins(Path folder) throws Exception {
        Path layer = Files.write(folder.resolve("layer.tar"), LAYER);
        under.host.docker("import", "-c", "ENV MODE=release", layer.toString(), RELEASE);
        under.host.docker("import", "-c", "ENV MODE=debug", layer.toString(), DEBUG);
        assertThat(under.id(RELEASE)).isNotEqualTo(under.id(DEBUG));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        under.engine.save(
                SaveTask.newBuilder()
                        .addReferences(RELEASE)
                        .addReferences(DEBUG)
                        .build(),
                out);
        under.host.docker("rmi", RELEASE, DEBUG);
        return out.toByteArray();
    }

    private static byte[] twins() throws IOException {
        String created = "2026-01-02T03:04:05.6Z";
        return new MadeArchive(LAYER)
                .image("MODE=release", "2", created, RELEASE)
                .image("MODE=debug", "2", created, DEBUG)
                .tar();
    }
}

package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longshore.agent.WorkBounds;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ChainIds;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ImageContentQuestion;
import dev.longshore.wire.LoadImage;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SaveTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of engine must do with archives of images, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchiveContract {

    static final String BASE = "docker.io/archive/base:1";
    static final String APP = "docker.io/archive/app:1";
    private static final String OTHER = "docker.io/archive/other:1";

    final Lab lab = Lab.shared();

    EngineUnderTest under;
    private List<String> baseLayers = List.of();
    private List<String> appLayers = List.of();
    private String appId = "";
    private String configDigest = "";
    private List<String> before = List.of();
    private List<String> atFirst = List.of();

    abstract LabHost host();

    /** Whether an engine takes an archive without the layers that it holds. */
    abstract boolean takesShortened();

    /** Whether an engine's ids and archives tell images and layers; where not, they are looked into. */
    abstract boolean idsAreConfigDigests();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host(), new WorkBounds(200, 1, 1L << 30, 0));
        under.host.importImage(BASE, 2);
        atFirst = images();
    }

    /** An engine may go on with what it was given when the request for it has long ended. */
    @AfterAll
    void close() {
        List<String> left = images();
        under.close();
        assertThat(left).isSubsetOf(atFirst);
    }

    /** An image on top of the base, with a megabyte of its own. */
    @BeforeEach
    void app() throws IOException, InterruptedException {
        app(BASE);
    }

    private void app(String base) throws IOException, InterruptedException {
        String container = under.host.docker("create", base, "sh", "-c", "head -c 1048576 /dev/urandom > /own");
        under.host.docker("start", "-a", container);
        under.host.docker("commit", "-c", "ENV A=b", container, APP);
        under.host.docker("rm", container);
        appId = under.id(APP);
        baseLayers = layers(base);
        appLayers = layers(APP);
        assertThat(appLayers).hasSize(2).startsWith(baseLayers.getFirst());
        configDigest = configDigest(saved(List.of(), APP));
        assertThat(configDigest.equals(appId)).isEqualTo(idsAreConfigDigests());
        before = images();
    }

    @AfterEach
    void clean() {
        if (under.has(APP)) {
            under.host.docker("rmi", "-f", APP);
        }
    }

    @Test
    @DisplayName("brings an image back from its archive, the same and under its name")
    void roundTrip() throws Exception {
        byte[] archive = saved(List.of(), APP);
        under.host.docker("rmi", APP);

        OperationOutcome outcome = load(archive, false);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getImagesList()).singleElement().satisfies(image -> {
            assertThat(image.getReference()).isEqualTo(APP);
            assertThat(image.getImageId()).isEqualTo(under.id(APP));
            assertThat(image.getAlreadyPresent()).isFalse();
        });
        assertThat(outcome.getLoad().getBytes()).isBetween(archive.length * 9L / 10, (long) archive.length);
        assertThat(under.progress.getLast().getDoneBytes()).isPositive();
        assertThat(layers(APP)).isEqualTo(appLayers);
        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.host.docker("run", "--rm", "--net", "none", APP, "wc", "-c", "/own"))
                .startsWith("1048576");
        assertThat(images()).isEqualTo(before);
    }

    @Test
    @DisplayName("moves only the layers that the other side lacks, and all of them where that was wrong")
    void shortened() throws Exception {
        byte[] full = saved(List.of(), APP);
        byte[] shortened = without(BASE, APP);
        assertThat(shortened.length).isLessThan(full.length / 2).isGreaterThan(1 << 20);
        under.host.docker("rmi", APP);

        OperationOutcome outcome = load(shortened, full, false);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getFull()).isEqualTo(!takesShortened());
        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.host.docker("run", "--rm", "--net", "none", APP, "wc", "-c", "/own"))
                .startsWith("1048576");

        under.host.docker("rmi", APP);
        byte[] empty = without(BASE, BASE); // no layer at all, and another image than asked for
        assertFailed(load(empty, false), ErrorCode.BAD_ARCHIVE);
        assertThat(under.has(APP)).isFalse();
    }

    @Test
    @DisplayName("is sent all where a layer is not there after all, and without that nothing stays, listed or not")
    void notHeldAfterAll() throws Exception {
        under.host.docker("rmi", APP);
        under.host.importImage(OTHER, 2);
        app(OTHER);
        byte[] full = saved(List.of(), APP);
        byte[] shortened = without(OTHER, APP);
        under.host.docker("rmi", APP, OTHER);
        List<String> without = images();

        OperationOutcome refused = load(shortened, false);

        assertThat(refused.getState()).as("%s", refused).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(refused.getFailure().getReason()).isNotBlank();
        assertThat(images()).isEqualTo(without);
        assertThat(under.has(APP)).isFalse();
        assertThat(under.has(appId)).isFalse();

        OperationOutcome outcome = load(shortened, full, false);
        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getFull()).isTrue();
        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.host.docker("run", "--rm", "--net", "none", APP, "wc", "-c", "/own"))
                .startsWith("1048576");
    }

    @Test
    @DisplayName("moves nothing where the image is known to be already, and gives the name")
    void present() {
        under.host.docker("tag", APP, "docker.io/archive/kept:1");
        under.host.docker("rmi", APP);

        OperationCommand.Builder command = command(false, ""); // its archive would be an error
        command.getLoadBuilder().getImagesBuilder(0).setHereId(appId);
        OperationOutcome outcome = under.run(command);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getBytes()).isZero();
        assertThat(outcome.getLoad().getImages(0).getAlreadyPresent()).isTrue();
        assertThat(under.id(APP)).isEqualTo(appId);
        under.host.docker("rmi", "docker.io/archive/kept:1");
    }

    @Test
    @DisplayName("an image of the same layers that is another one is not taken for it")
    void alike(@TempDir Path context) throws Exception {
        byte[] archive = saved(List.of(), APP);
        Files.writeString(context.resolve("Dockerfile"), "FROM " + APP + "\nENV A=c\n");
        under.host.docker("build", "-t", OTHER, context.toString());
        assertThat(layers(OTHER)).isEqualTo(appLayers);
        String otherId = under.id(OTHER);
        under.host.docker("rmi", APP);
        boolean stays = under.has(appId); // a classic store keeps what an image was built on

        under.archives.put("s-1", archive);
        OperationCommand.Builder command = command(false, "s-1");
        command.getLoadBuilder().getImagesBuilder(0).setHereId(otherId);
        OperationOutcome outcome = under.run(command);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getImages(0).getAlreadyPresent()).isEqualTo(stays);
        assertThat(under.id(APP)).isEqualTo(appId).isNotEqualTo(otherId);
        under.host.docker("rmi", OTHER);
    }

    @Test
    @DisplayName("takes a name from another image only knowingly, and refuses before anything is moved (catalogue 46)")
    void takenName() throws Exception {
        byte[] archive = saved(List.of(), APP);
        under.host.docker("rmi", APP);
        under.host.docker("tag", BASE, APP);
        String holder = under.id(BASE);

        OperationOutcome refused = under.run(command(false, "")); // the stream must not even be opened
        assertFailed(refused, ErrorCode.TAG_EXISTS);
        assertThat(refused.getFailure().getSubjectsList()).containsExactly(holder);
        assertThat(under.id(APP)).isEqualTo(holder);

        OperationOutcome taken = load(archive, true);
        assertSucceeded(taken);
        assertThat(taken.getLoad().getImages(0).getReplacedImageId()).isEqualTo(holder);
        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.id(BASE)).isEqualTo(holder);
    }

    @Test
    @DisplayName("leaves names and images aside that the archive claims and nobody asked for (catalogue 46)")
    void foreignNames() throws Exception {
        under.host.docker("tag", APP, "docker.io/archive/foreign:1");
        byte[] archive = saved(List.of(), APP, "docker.io/archive/foreign:1", BASE);
        under.host.docker("rmi", APP, "docker.io/archive/foreign:1");
        under.host.docker("tag", BASE, "docker.io/archive/foreign:1");

        assertSucceeded(load(archive, true));

        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.id("docker.io/archive/foreign:1")).isEqualTo(under.id(BASE));
        under.host.docker("rmi", "docker.io/archive/foreign:1");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(HostileArchive.class)
    @DisplayName("refuses a hostile archive with its reason, and is as it was (catalogue 45, 46, 47)")
    void hostile(HostileArchive hostile) throws Exception {
        byte[] archive = hostile.of(saved(List.of(), APP), APP);
        under.host.docker("rmi", APP);
        List<String> without = images();

        OperationOutcome outcome = load(archive, false);

        assertThat(outcome.getState()).as("%s", outcome).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(outcome.getFailure().getCode()).isIn(hostile.codes());
        assertThat(outcome.getFailure().getReason()).isNotBlank();
        assertThat(images()).isEqualTo(without);
        assertThat(under.has(APP)).isFalse();
    }

    @Test
    @DisplayName("a stream that breaks off is not loaded, and the engine goes on (catalogue 83)")
    void breaksOff() throws Exception {
        byte[] archive = saved(List.of(), APP);
        under.host.docker("rmi", APP);
        List<String> without = images();
        under.archives.put("s-1", () -> new BreaksOff(Arrays.copyOf(archive, archive.length - 20_000)));

        OperationOutcome outcome = under.run(command(false, "s-1"));

        assertThat(outcome.getState()).isEqualTo(OperationOutcome.State.FAILED);
        assertThat(images()).isEqualTo(without);
        assertSucceeded(load(archive, false));
    }

    @Test
    @DisplayName("saves nothing for a name that is none, or that it does not have (catalogue 40)")
    void badNames() {
        for (String name : List.of("x/../../containers/y", "archive/absent:1", "")) {
            assertThatExceptionOfType(LongshoreException.class).isThrownBy(() -> saved(List.of(), name));
        }
    }

    private OperationOutcome load(byte[] archive, boolean overwrite) {
        under.archives.put("s-1", archive);
        return under.run(command(overwrite, "s-1"));
    }

    private OperationOutcome load(byte[] shortened, byte[] full, boolean overwrite) {
        under.archives.put("s-1", shortened);
        under.archives.put("s-2", full);
        OperationCommand.Builder command = command(overwrite, "s-1");
        command.getLoadBuilder().setFullStreamId("s-2");
        return under.run(command);
    }

    private OperationCommand.Builder command(boolean overwrite, String streamId) {
        return OperationCommand.newBuilder()
                .setLoad(LoadTask.newBuilder()
                        .setStreamId(streamId)
                        .setOverwrite(overwrite)
                        .addImages(LoadImage.newBuilder()
                                .addReferences(APP)
                                .setConfigDigest(configDigest)
                                .addAllDiffIds(appLayers)));
    }

    private static String configDigest(byte[] archive) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive));
        while (!in.getNextEntry().getName().equals("manifest.json")) {}
        String config = EngineClient.JSON
                .readTree(in.readAllBytes())
                .path(0)
                .path("Config")
                .asText();
        return "sha256:" + config.replaceAll("^.*/|[.]json$", "");
    }

    /** An archive of the image without the layers of the base. */
    private byte[] without(String base, String reference) throws IOException, InterruptedException {
        if (idsAreConfigDigests()) {
            return saved(ChainIds.of(layers(base)), reference);
        }
        QueryAnswer told = under.engine.answer(Query.newBuilder()
                .setImageContent(ImageContentQuestion.newBuilder().setImageId(under.id(base)))
                .build());
        assertThat(told.hasFailure()).as("%s", told).isFalse();
        assertThat(told.getImageContent().getBlobsList()).hasSameSizeAs(layers(base));
        return saved(
                SaveTask.newBuilder().addAllHeldBlobs(told.getImageContent().getBlobsList()), reference);
    }

    private byte[] saved(List<String> heldChainIds, String... references) throws IOException, InterruptedException {
        return saved(SaveTask.newBuilder().addAllHeldChainIds(heldChainIds), references);
    }

    private byte[] saved(SaveTask.Builder task, String... references) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        under.engine.save(task.addAllReferences(List.of(references)).build(), out);
        return out.toByteArray();
    }

    private List<String> layers(String reference) {
        return List.of(under.host
                .docker("image", "inspect", "--format", "{{join .RootFS.Layers \" \"}}", reference)
                .split(" "));
    }

    private List<String> images() {
        return under.host
                .docker("images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")
                .lines()
                .map(ImageWorkContract::normalized)
                .sorted()
                .toList();
    }
}

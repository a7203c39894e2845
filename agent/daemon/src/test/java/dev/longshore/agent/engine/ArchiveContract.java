package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ChainIds;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.LoadImage;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.SaveTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of engine must do with archives of images, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchiveContract {

    static final String BASE = "docker.io/archive/base:1";
    static final String APP = "docker.io/archive/app:1";

    final Lab lab = Lab.shared();

    EngineUnderTest under;
    private List<String> baseLayers = List.of();
    private List<String> appLayers = List.of();
    private String appId = "";
    private String configDigest = "";
    private List<String> before = List.of();

    abstract LabHost host();

    /** Whether an engine takes an archive without the layers that it holds. */
    abstract boolean takesShortened();

    /** Whether an archive of this engine shows which files are which layers; where not, none can be left out. */
    abstract boolean showsLayers();

    /** Whether an engine's ids tell that it has an image; where not, it is moved once more. */
    abstract boolean idsAreConfigDigests();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage(BASE, 2);
    }

    /** An engine may go on with what it was given when the request for it has long ended. */
    @AfterAll
    void close() {
        List<String> left = images();
        under.close();
        assertThat(left).allSatisfy(image -> assertThat(image).endsWith("archive/base:1"));
    }

    /** An image on top of the base, with a megabyte of its own. */
    @BeforeEach
    void app() throws IOException, InterruptedException {
        String container = under.host.docker("create", BASE, "sh", "-c", "head -c 1048576 /dev/urandom > /own");
        under.host.docker("start", "-a", container);
        under.host.docker("commit", "-c", "ENV A=b", container, APP);
        under.host.docker("rm", container);
        appId = under.id(APP);
        baseLayers = layers(BASE);
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
        byte[] shortened = saved(ChainIds.of(baseLayers), APP);
        if (showsLayers()) {
            assertThat(shortened.length).isLessThan(full.length / 2).isGreaterThan(1 << 20);
        } else {
            assertThat(shortened.length).isGreaterThan(full.length * 9 / 10);
        }
        under.host.docker("rmi", APP);

        OperationOutcome outcome = load(shortened, full, false);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getFull()).isEqualTo(showsLayers() && !takesShortened());
        assertThat(under.id(APP)).isEqualTo(appId);
        assertThat(under.host.docker("run", "--rm", "--net", "none", APP, "wc", "-c", "/own"))
                .startsWith("1048576");

        under.host.docker("rmi", APP);
        byte[] empty = saved(ChainIds.of(baseLayers), BASE); // no layer at all, and another image than asked for
        assertFailed(load(empty, false), ErrorCode.BAD_ARCHIVE);
        assertThat(under.has(APP)).isFalse();
    }

    @Test
    @DisplayName("moves nothing where the image is known to be already, and gives the name")
    void present() throws Exception {
        byte[] archive = saved(List.of(), APP);
        under.host.docker("tag", APP, "docker.io/archive/kept:1");
        under.host.docker("rmi", APP);

        OperationOutcome outcome = idsAreConfigDigests()
                ? under.run(command(false, "")) // its archive would be an error
                : load(archive, false);

        assertSucceeded(outcome);
        assertThat(outcome.getLoad().getBytes() == 0).isEqualTo(idsAreConfigDigests());
        assertThat(outcome.getLoad().getImages(0).getAlreadyPresent()).isEqualTo(idsAreConfigDigests());
        assertThat(under.id(APP)).isEqualTo(appId);
        under.host.docker("rmi", "docker.io/archive/kept:1");
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

    private byte[] saved(List<String> heldChainIds, String... references) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        under.engine.save(
                SaveTask.newBuilder()
                        .addAllReferences(List.of(references))
                        .addAllHeldChainIds(heldChainIds)
                        .build(),
                out);
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

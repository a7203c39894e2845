package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.ImageWorkContract.assertFailed;
import static dev.longshore.agent.engine.ImageWorkContract.assertSucceeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ExportTask;
import dev.longshore.wire.ImportTask;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of engine must do with the files of a container and with root filesystems, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RootContract {

    private static final String BASE = "docker.io/root/base:1";
    private static final String MADE = "docker.io/root/made:1";
    private static final String OTHER = "docker.io/root/other:1";

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private String container = "";
    private byte[] exported = new byte[0];
    private List<String> before = List.of();

    abstract LabHost host();

    @BeforeAll
    void open() throws Exception {
        under = new EngineUnderTest(host());
        under.host.importImage(BASE);
        under.host.importImage(OTHER, 1);
        container = under.host.docker("create", "--name", "exported", BASE, "sh", "-c", "echo here > /own");
        under.host.docker("start", "-a", container);
        exported = export(container);
        before = images();
    }

    @AfterAll
    void close() {
        under.host.docker("rm", "-f", container);
        under.host.docker("rmi", "-f", BASE, OTHER);
        under.close();
    }

    @AfterEach
    void clean() {
        if (under.has(MADE)) {
            under.host.docker("rmi", "-f", MADE);
        }
        assertThat(images()).isEqualTo(before);
    }

    @Test
    @DisplayName("exports the files of a container, whole and as they are")
    void exports() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(exported))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getName().equals("own")) {
                    assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                            .isEqualTo("here\n");
                }
            }
        }
        assertThat(names).contains("own", "bin/sh");
        assertThat(Arrays.copyOfRange(exported, exported.length - 1_024, exported.length))
                .containsOnly(0);
    }

    @ParameterizedTest
    @DisplayName("catalogue 40: exports nothing for what is not a container's id in full")
    @ValueSource(strings = {"exported", "x/../../images/y", "", "../x"})
    void onlyIds(String text) {
        assertThatThrownBy(() -> export(text))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ID));
        assertThat(under.hasContainer("exported")).isTrue();
    }

    @Test
    @DisplayName("says so when there is no such container")
    void noContainer() {
        assertThatThrownBy(() -> export("f".repeat(64)))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    @DisplayName("imports a root filesystem with its message and changes, and what comes of it runs")
    void imports() {
        OperationOutcome outcome = run(
                exported,
                task(MADE)
                        .setMessage("made for a test\nof two lines")
                        .addAllChanges(List.of(
                                "ENV MODE=quiet",
                                "LABEL a=\"b c\"",
                                "CMD [\"cat\", \"/own\"]",
                                "WORKDIR /srv",
                                "EXPOSE 8080/tcp",
                                "VOLUME /data",
                                "USER 0",
                                "ENTRYPOINT [\"/bin/busybox\"]")));

        assertSucceeded(outcome);
        MadeResult made = outcome.getMade();
        assertThat(made.getImageId()).isEqualTo(under.id(MADE));
        assertThat(made.getImagesList()).singleElement().satisfies(image -> {
            assertThat(image.getReference()).isEqualTo(MADE);
            assertThat(image.getReplacedImageId()).isEmpty();
        });
        assertThat(inspect("{{json .Config.Env}}")).contains("MODE=quiet");
        assertThat(inspect("{{json .Config.Labels}}")).contains("\"a\":\"b c\"");
        assertThat(inspect("{{.Config.WorkingDir}}")).isEqualTo("/srv");
        assertThat(inspect("{{json .Config.ExposedPorts}}")).contains("8080/tcp");
        assertThat(inspect("{{json .Config.Volumes}}")).contains("/data");
        assertThat(inspect("{{.Config.User}}")).isEqualTo("0");
        assertThat(inspect("{{.Comment}}")).contains("made for a test");
        assertThat(under.host.docker("run", "--rm", "--network", "none", MADE)).isEqualTo("here");
        assertThat(under.progress.getLast().getDoneBytes()).isPositive();
    }

    @Test
    @DisplayName("catalogue 46: an import takes no name from another image unless that is wished")
    void namesThatAreTaken() {
        String held = under.id(OTHER);

        assertFailed(under.run(command(task(OTHER))), ErrorCode.TAG_EXISTS); // the stream must not even be opened
        assertThat(under.id(OTHER)).isEqualTo(held);
        assertThat(images()).isEqualTo(before);

        OperationOutcome taken = run(exported, task(OTHER).setOverwrite(true));
        assertSucceeded(taken);
        assertThat(taken.getMade().getImages(0).getReplacedImageId()).isEqualTo(held);
        assertThat(under.id(OTHER)).isEqualTo(taken.getMade().getImageId()).isNotEqualTo(held);
        under.host.docker("tag", held, OTHER);
        under.host.docker("rmi", taken.getMade().getImageId());
    }

    @Test
    @DisplayName("catalogue 45: what is cut, noise or nothing makes no image")
    void damaged() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        int end = end(exported);
        for (byte[] bad : List.of(
                noise, new byte[0], new byte[10_240], Arrays.copyOf(exported, end / 2), Arrays.copyOf(exported, end))) {
            assertFailed(run(bad, task(MADE)), ErrorCode.BAD_ARCHIVE);
            assertThat(images()).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("catalogue 83: a stream that breaks off makes no image, also one that does so after the archive's end")
    void breaksOff() {
        for (int length : List.of(exported.length / 2, exported.length)) {
            under.archives.put("s-1", () -> new BreaksOff(Arrays.copyOf(exported, length)));
            OperationOutcome outcome = under.run(command(task(MADE)));
            assertThat(outcome.getState()).as("%s", outcome).isEqualTo(OperationOutcome.State.FAILED);
            assertThat(images()).isEqualTo(before);
        }
        assertSucceeded(run(exported, task(MADE)));
    }

    @Test
    @DisplayName("catalogue 45: nothing is written outside, through names or through links that the archive brought")
    void stays() throws IOException {
        for (String name : List.of("../../../../../../../../tmp/longshore-evil", "/tmp/longshore-evil")) {
            assertFailed(run(tar(name, ""), task(MADE)), ErrorCode.BAD_ARCHIVE);
        }
        OperationOutcome through = run(tar("out/longshore-evil", "/tmp"), task(MADE));

        assertThat(through.getState()).isIn(OperationOutcome.State.SUCCEEDED, OperationOutcome.State.FAILED);
        assertThat(Files.exists(under.host.inside("/tmp/longshore-evil"))).isFalse();
        assertThat(under.host.exec("ls", "/tmp")).doesNotContain("longshore-evil");
    }

    @ParameterizedTest
    @DisplayName("takes no change that is more than one instruction, or another than those of the config")
    @ValueSource(strings = {"RUN id", "ENV A=b\nUSER root", "HEALTHCHECK NONE", ""})
    void onlyChanges(String change) {
        assertFailed(under.run(command(task(MADE).addChanges(change))), ErrorCode.INVALID_REQUEST);
    }

    /** Where the last entry ends, or a little before where that is a file's. */
    private static int end(byte[] tar) {
        int end = tar.length;
        while (tar[end - 1] == 0) {
            end--;
        }
        return Math.ceilDiv(end, 512) * 512;
    }

    private static byte[] tar(String name, String outTo) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            if (!outTo.isEmpty()) {
                TarArchiveEntry link = new TarArchiveEntry("out", TarConstants.LF_SYMLINK);
                link.setLinkName(outTo);
                out.putArchiveEntry(link);
                out.closeArchiveEntry();
            }
            TarArchiveEntry evil = new TarArchiveEntry(name, true);
            evil.setSize(4);
            out.putArchiveEntry(evil);
            out.write(new byte[4]);
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private byte[] export(String id) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        under.engine.export(ExportTask.newBuilder().setContainerId(id).build(), out);
        return out.toByteArray();
    }

    private OperationOutcome run(byte[] archive, ImportTask.Builder task) {
        under.archives.put("s-1", archive);
        return under.run(command(task));
    }

    private static OperationCommand.Builder command(ImportTask.Builder task) {
        return OperationCommand.newBuilder().setImport(task);
    }

    private static ImportTask.Builder task(String name) {
        return ImportTask.newBuilder().setStreamId("s-1").setReference(name);
    }

    private String inspect(String format) {
        return under.host.docker("image", "inspect", "--format", format, MADE);
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

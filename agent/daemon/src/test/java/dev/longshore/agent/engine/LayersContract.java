package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.Image;
import dev.longshore.wire.LayerFile;
import dev.longshore.wire.LayerFiles;
import dev.longshore.wire.LayerFilesQuestion;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every kind of engine must let us see of the files in its images' layers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LayersContract {

    private static final String BASE = "docker.io/layers/base:1";
    private static final String APP = "docker.io/layers/app:1";
    private static final String SCRIPT = "mkdir -p /srv/app && printf hello > /srv/app/own && chmod 4750 /srv/app/own"
            + " && ln -s /srv/app/own /srv/link && rm -r /bin/sh; true";

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private Image app = Image.getDefaultInstance();

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        under.host.importImage(BASE);
        String container = under.host.docker("create", BASE, "sh", "-c", SCRIPT);
        under.host.docker("start", "-a", container);
        under.host.docker("commit", container, APP);
        under.host.docker("rm", container);
        app = under.awaitTagged(APP);
    }

    @AfterAll
    void close() {
        under.host.docker("rmi", "-f", APP, BASE);
        under.close();
    }

    private QueryAnswer ask(String image, List<String> diffIds) throws InterruptedException {
        return under.engine.answer(Query.newBuilder()
                .setLayerFiles(LayerFilesQuestion.newBuilder().setImageId(image).addAllDiffIds(diffIds))
                .build());
    }

    @Test
    @DisplayName("lists the files of a layer with sizes, modes, links and whiteouts")
    void ownLayer() throws Exception {
        String top = app.getDiffIdsList().getLast();

        QueryAnswer answer = ask(app.getId(), List.of(top));

        assertThat(answer.getFailure().getReason()).isEmpty();
        LayerFiles layer = answer.getLayerFiles().getLayers(0);
        assertThat(layer.getDiffId()).isEqualTo(top);
        assertThat(layer.getCut()).isFalse();
        List<LayerFile> files = LayerArchiveTest.files(layer);
        assertThat(files)
                .extracting(LayerFile::getPath)
                .contains("srv", "srv/app", "srv/app/own", "srv/link", "bin/.wh.sh");
        LayerFile own = named(files, "srv/app/own");
        assertThat(own.getKind()).isEqualTo(LayerFile.Kind.FILE);
        assertThat(own.getSizeBytes()).isEqualTo(5);
        assertThat(own.getMode()).isEqualTo(04750);
        assertThat(own.getCrc32C()).isEqualTo(0x9a71bb4c); // of "hello"
        assertThat(named(files, "srv/app").getKind()).isEqualTo(LayerFile.Kind.FOLDER);
        assertThat(named(files, "srv/link").getTarget()).isEqualTo("/srv/app/own");
    }

    @Test
    @DisplayName("lists all layers of an image from one archive, and leaves nothing open")
    void allLayers() throws Exception {
        QueryAnswer answer = ask(app.getId(), app.getDiffIdsList());

        assertThat(answer.getFailure().getReason()).isEmpty();
        assertThat(answer.getLayerFiles().getLayersList())
                .extracting(LayerFiles::getDiffId)
                .containsExactlyElementsOf(app.getDiffIdsList());
        assertThat(LayerArchiveTest.files(answer.getLayerFiles().getLayers(0)))
                .extracting(LayerFile::getPath)
                .contains("bin/busybox");
        await().until(() -> under.engine.callsUnderWay() <= 1); // the events
    }

    @Test
    @DisplayName("a layer of another image, and an image that is not there, are refused")
    void refusals() throws Exception {
        assertThat(ask(app.getId(), List.of("sha256:" + "1".repeat(64)))
                        .getFailure()
                        .getCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST.name());
        assertThat(ask("sha256:" + "2".repeat(64), app.getDiffIdsList())
                        .getFailure()
                        .getCode())
                .isEqualTo(ErrorCode.IMAGE_NOT_FOUND.name());
        assertThat(ask("x/../../containers/y", app.getDiffIdsList())
                        .getFailure()
                        .getCode())
                .as("catalogue 40")
                .isEqualTo(ErrorCode.INVALID_ID.name());
    }

    private static LayerFile named(List<LayerFile> files, String path) {
        return files.stream()
                .filter(file -> file.getPath().equals(path))
                .findFirst()
                .orElseThrow();
    }
}

package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageAt;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.LayerFile;
import dev.longshore.model.HostId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.LayerFiles;
import dev.longshore.wire.LayerFilesAnswer;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class LayersViewTest extends PageTest {

    private static final String NGINX = "docker.io/library/nginx:1.27";
    private static final String EVIL = "<img src=x onerror=alert(1)>\u202egnp";

    @Autowired
    private Fleet fleet;

    private final AtomicInteger listed = new AtomicInteger();

    private ImageView image(HostId host, String tag) {
        return fleet.images(Actor.system(), host).stream()
                .filter(image -> image.tags().contains(tag))
                .findFirst()
                .orElseThrow();
    }

    private static String top(ImageView image) {
        return image.identity().diffIds().getLast();
    }

    /** Two layers: the lower one has two files, the upper one of each image differs by its digest's last digit. */
    private QueryAnswer answer(HostId host, Query query) {
        if (query.hasLayerFiles()) {
            listed.incrementAndGet();
            LayerFilesAnswer.Builder answer = LayerFilesAnswer.newBuilder();
            for (String diffId : query.getLayerFiles().getDiffIdsList()) {
                answer.addLayers(
                        diffId.equals(image(host, NGINX).identity().diffIds().getFirst())
                                ? layer(diffId, file("etc/passwd", 10), file("etc/old", 4))
                                : layer(
                                        diffId,
                                        file("srv/app/own", diffId.hashCode() & 0xffff),
                                        file("srv/app/same", 7),
                                        file("etc/.wh.old", 0),
                                        file(EVIL, 1)));
            }
            return QueryAnswer.newBuilder().setLayerFiles(answer).build();
        }
        ImageView image = image(host, NGINX);
        if (query.hasRaw()) {
            return QueryAnswer.newBuilder()
                    .setRawJson(ByteString.copyFromUtf8("{}"))
                    .build();
        }
        return QueryAnswer.newBuilder()
                .setImageDetail(ImageDetail.newBuilder()
                        .addCmd("serve-" + image.id().shortForm())
                        .setUser("www")
                        .addHistory(HistoryEntry.newBuilder()
                                .setDiffId(image.identity().diffIds().getFirst())
                                .setSizeBytes(10)
                                .setCreatedBy("ADD base"))
                        .addHistory(HistoryEntry.newBuilder()
                                .setDiffId(top(image))
                                .setSizeBytes(20)
                                .setCreatedBy("COPY app")))
                .build();
    }

    private static dev.longshore.wire.LayerFile file(String path, int size) {
        return dev.longshore.wire.LayerFile.newBuilder()
                .setPath(path)
                .setSizeBytes(size)
                .setMode(0644)
                .build();
    }

    private static LayerFiles layer(String diffId, dev.longshore.wire.LayerFile... files) {
        ByteString.Output list = ByteString.newOutput();
        try (DeflaterOutputStream out = new DeflaterOutputStream(list)) {
            for (dev.longshore.wire.LayerFile file : files) {
                file.writeDelimitedTo(out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return LayerFiles.newBuilder()
                .setDiffId(diffId)
                .setFiles(files.length)
                .setList(list.toByteString())
                .build();
    }

    private HarbourScene played() {
        HarbourScene scene = scene();
        for (String host : List.of("alpha", "gamma")) {
            harbour.obey(scene.id(host));
        }
        agents.answer(this::answer);
        return scene;
    }

    private List<String> rows() {
        FileGrid grid = find(FileGrid.class).single();
        return IntStream.range(0, test(grid).size())
                .mapToObj(row -> test(grid).getRow(row).file().path())
                .toList();
    }

    @Test
    @SignedIn
    @DisplayName("a layer leads to its files; folders, the search and the whole list are in the address")
    void files() {
        HarbourScene scene = played();
        ImageView nginx = image(scene.id("alpha"), NGINX);
        open(ImageDetailView.path(nginx.host(), nginx.id()), ImageDetailView.class);
        await(() -> pageText().contains("COPY app"));
        String link = LayerFilesView.path(nginx.host(), nginx.id(), top(nginx));
        assertThat(find(Anchor.class).all()).anyMatch(anchor -> anchor.getHref().equals(link));

        open(link, LayerFilesView.class);
        await(() -> pageText().contains("3 files"));
        assertThat(pageText()).contains("1 whiteout");
        assertThat(rows()).contains("srv", "etc").doesNotContain("srv/app/own");
        int askedBefore = listed.get();

        open(link + "?folder=srv/app", LayerFilesView.class);
        assertThat(rows()).containsExactly("srv/app/own", "srv/app/same");
        open(link + "?q=OWN", LayerFilesView.class);
        assertThat(rows()).containsExactly("srv/app/own");
        open(link + "?flat=true&sort=size&order=desc", LayerFilesView.class);
        assertThat(rows()).hasSize(4).startsWith("srv/app/own", "srv/app/same");
        assertThat(listed).as("the host is asked once").hasValue(askedBefore);
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33, 41: names of files stay text, without what turns their direction round")
    void oddNames() {
        HarbourScene scene = played();
        ImageView nginx = image(scene.id("alpha"), NGINX);
        open(LayerFilesView.path(nginx.host(), nginx.id(), top(nginx)) + "?flat=true", LayerFilesView.class);
        await(() -> find(FileGrid.class).exists());
        assertThat(rows()).contains("<img src=x onerror=alert(1)>\ufffdgnp");
        assertThat(hasMarkup()).isFalse();
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer gets no way to files, and is refused at their address")
    void viewer() {
        HarbourScene scene = played();
        ImageView nginx = image(scene.id("alpha"), NGINX);
        open(ImageDetailView.path(nginx.host(), nginx.id()), ImageDetailView.class);
        await(() -> pageText().contains("COPY app"));
        assertThat(find(Anchor.class).all())
                .noneMatch(anchor -> anchor.getHref().contains("/layers/"));

        open(LayerFilesView.path(nginx.host(), nginx.id(), top(nginx)), LayerFilesView.class);
        await(() -> pageText().contains("IMAGE_FILES"));
        assertThat(listed).hasValue(0);
    }

    @Test
    @SignedIn
    @DisplayName("two images are compared from the address alone: settings, layers, and files on demand")
    void compares() {
        HarbourScene scene = played();
        ImageView one = image(scene.id("alpha"), NGINX);
        ImageView other = image(scene.id("gamma"), NGINX);
        String address = CompareView.path(new ImageAt(one.host(), one.id()), new ImageAt(other.host(), other.id()));

        open(address, CompareView.class);
        await(() -> pageText().contains("two different images"));
        assertThat(pageText())
                .contains(
                        "− serve-" + one.id().shortForm(),
                        "+ serve-" + other.id().shortForm())
                .contains("They have the lowest layer in common.")
                .contains("The same in both: ", "User");
        assertThat(find(ChangesPanel.class).exists()).isFalse();

        test(find(Button.class).all().stream()
                        .filter(button -> textOf(button).contains("Compare files"))
                        .findFirst()
                        .orElseThrow())
                .click();
        await(() -> find(ChangesPanel.class).exists());
        assertThat(pageText()).contains("Added 0", "Removed 0", "Changed 1");
    }

    @Test
    @SignedIn
    @DisplayName("Compare in the bulk bar takes exactly two images")
    void fromTheMatrix() {
        scene();
        navigate(ImagesView.class);
        MatrixGrid matrix = find(MatrixGrid.class).single();
        test(matrix).select(0);
        roundTrip();
        assertThat(compare().isEnabled()).isFalse();
        test(matrix).select(1);
        roundTrip();
        assertThat(compare().isEnabled()).isTrue();
        test(compare()).click();
        assertThat(getCurrentView()).isInstanceOf(CompareView.class);
    }

    private Button compare() {
        return find(Button.class).all().stream()
                .filter(button -> textOf(button).strip().equals("Compare"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @SignedIn
    @DisplayName("modes are written as ls writes them")
    void modes() {
        assertThat(mode(LayerFile.Kind.FILE, 04755)).isEqualTo("-rwsr-xr-x");
        assertThat(mode(LayerFile.Kind.FILE, 02644)).isEqualTo("-rw-r-Sr--");
        assertThat(mode(LayerFile.Kind.FOLDER, 01777)).isEqualTo("drwxrwxrwt");
        assertThat(mode(LayerFile.Kind.SYMLINK, 0777)).isEqualTo("lrwxrwxrwx");
    }

    private static String mode(LayerFile.Kind kind, int mode) {
        return FileGrid.mode(new LayerFile("x", kind, 0, mode, 0, 0, Instant.EPOCH, "", 0));
    }
}

package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageRow;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.Chip;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.OpenActivity;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Pair;
import dev.longshore.wire.QueryAnswer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ImagesViewTest extends PageTest {

    private static final String NGINX = "docker.io/library/nginx:1.27";
    private static final String BUSYBOX = "docker.io/library/busybox:1.35";

    @Autowired
    private Fleet fleet;

    private MatrixGrid matrix() {
        return find(MatrixGrid.class).single();
    }

    private List<String> keys() {
        return IntStream.range(0, test(matrix()).size())
                .mapToObj(row -> test(matrix()).getRow(row).key())
                .toList();
    }

    private int row(String key) {
        return keys().indexOf(key);
    }

    private String cell(String key, HostId host, String property) {
        return test(matrix()).getLitRendererPropertyValue(row(key), host.value(), property, String.class);
    }

    private String bulk() {
        return find(BulkBar.class).exists() ? textOf(find(BulkBar.class).single()) : "";
    }

    private String chip(String word) {
        return find(Chip.class).all().stream()
                .map(Chip::getText)
                .filter(text -> text.startsWith(word))
                .findFirst()
                .orElse("");
    }

    @Test
    @SignedIn
    @DisplayName("beside the open drawer the hosts stay in sight, and the columns that tell of all of them make room")
    void drawer() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);
        List<String> rest = List.of("size", "created", "used", "marks");
        assertThat(rest).allMatch(key -> matrix().getColumnByKey(key).isVisible());

        OpenActivity.show();
        assertThat(rest).noneMatch(key -> matrix().getColumnByKey(key).isVisible());
        assertThat(matrix().getColumnByKey(scene.id("alpha").value()).isVisible())
                .isTrue();
        navigate(ImagesView.class);
        assertThat(rest).noneMatch(key -> matrix().getColumnByKey(key).isVisible());

        test(find(Button.class).withClassName("ls-drawer-close").single()).click();
        assertThat(rest).allMatch(key -> matrix().getColumnByKey(key).isVisible());
    }

    @Test
    @SignedIn
    @DisplayName("the head of a host's column says in words that it is offline")
    void offlineHead() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);
        assertThat(head(scene.id("edge-03"))).contains("edge-03", "offline");
        assertThat(head(scene.id("alpha"))).isEqualTo("alpha");
    }

    private String head(HostId host) {
        return matrix().getColumnByKey(host.value())
                .getHeaderComponent()
                .getElement()
                .getTextRecursively();
    }

    private ImageId imageOn(HostId host, String tag) {
        return fleet.images(Actor.system(), host).stream()
                .filter(image -> image.tags().contains(tag))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a row for each reference, and in it the image of each host; another image under the same tag is drift")
    void rowsAndCells() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);

        assertThat(keys()).hasSize(8).contains(NGINX, BUSYBOX, "registry.local/tools/ci:main");
        assertThat(pageText()).contains("7 references on 12 hosts");
        String alpha = cell(NGINX, scene.id("alpha"), "digest");
        assertThat(alpha).isEqualTo(cell(NGINX, scene.id("beta"), "digest")).hasSize(7);
        assertThat(cell(NGINX, scene.id("gamma"), "digest")).isNotEqualTo(alpha);
        assertThat(cell(NGINX, scene.id("alpha"), "look")).isNotEqualTo(cell(NGINX, scene.id("gamma"), "look"));
        assertThat(test(matrix()).getLitRendererPropertyValue(row(NGINX), "marks", "drift", String.class))
                .isEqualTo("drift");
        assertThat(test(matrix()).getLitRendererPropertyValue(row(BUSYBOX), "marks", "drift", String.class))
                .isEmpty();
        assertThat(cell(NGINX, scene.id("alpha"), "link"))
                .isEqualTo(ImageDetailView.path(scene.id("alpha"), imageOn(scene.id("alpha"), NGINX)));
        assertThat(chip("Drift")).isEqualTo("Drift 2");
    }

    @Test
    @SignedIn
    @DisplayName("an address with filters shows what they leave, and only the hosts that it names")
    void filtersInTheAddress() {
        HarbourScene scene = scene();
        open("images?show=drift", ImagesView.class);
        assertThat(keys()).containsExactlyInAnyOrder(NGINX, "registry.local/tools/ci:main");

        open("images?show=drift&q=nginx", ImagesView.class);
        assertThat(keys()).containsExactly(NGINX);

        open("images?show=dangling", ImagesView.class);
        assertThat(keys()).hasSize(1);

        open("images?host=" + scene.id("db-1") + "&host=nonsense", ImagesView.class);
        assertThat(keys()).containsExactly("docker.io/library/postgres:16.4");
        assertThat(matrix().getColumnByKey(scene.id("db-1").value())).isNotNull();
        assertThat(matrix().getColumnByKey(scene.id("alpha").value())).isNull();

        open("images?q=no-such-image", ImagesView.class);
        assertThat(keys()).isEmpty();
        assertThat(matrix().getEmptyStateText()).isEqualTo("No image matches these filters.");
    }

    @Test
    @SignedIn
    @DisplayName("the list has a row for each image and host, sorted as the address says")
    void list() {
        scene();
        open("images?view=list&q=nginx&sort=size&order=desc", ImagesView.class);
        ImageListGrid list = find(ImageListGrid.class).single();
        assertThat(IntStream.range(0, test(list).size())
                        .mapToObj(row -> test(list).getRow(row).sizeBytes() / 1_000_000))
                .containsExactly(192L, 192L, 192L, 188L, 188L);
    }

    @Test
    @SignedIn
    @DisplayName("the bulk bar says how many hosts hold what is selected, and keeps up when an image leaves a host")
    void bulkBar() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);
        assertThat(bulk()).isEmpty();

        test(matrix()).select(row("docker.io/library/postgres:16.4"));
        roundTrip();
        assertThat(bulk()).contains("1 selected on 3 hosts");

        ImageId postgres = imageOn(scene.id("db-1"), "docker.io/library/postgres:16.4");
        harbour.delta(scene.id("db-1"), InventoryDelta.newBuilder().addRemovedImages(postgres.value()));
        await(() -> bulk().contains("1 selected on 2 hosts"));
        harbour.delta(scene.id("db-2"), InventoryDelta.newBuilder().addRemovedImages(postgres.value()));
        harbour.delta(scene.id("edge-01"), InventoryDelta.newBuilder().addRemovedImages(postgres.value()));
        await(() -> bulk().isEmpty());
    }

    @Test
    @SignedIn
    @DisplayName("a tick at the top selects all of a thousand images, not only those in sight")
    void selectAll() {
        HostId host = harbour.enrol("many", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.snapshot(
                host,
                HostFacts.getDefaultInstance(),
                IntStream.range(0, 1000)
                        .mapToObj(number -> image(number, "docker.io/bench/many-" + number + ":1"))
                        .toList(),
                List.of());
        navigate(ImagesView.class);
        assertThat(chip("Unused")).isEqualTo("Unused 1,000");

        test(matrix()).selectAll();
        roundTrip();
        assertThat(bulk()).contains("1,000 selected on 1 host");
    }

    @Test
    @SignedIn
    @DisplayName("an image that a shell pulls shows up by itself in its row and cell")
    void live() {
        HarbourScene scene = scene();
        HostId edge = scene.id("edge-02");
        navigate(ImagesView.class);
        assertThat(cell(BUSYBOX, edge, "digest")).isNotEmpty();
        assertThat(row("docker.io/library/alpine:3.22")).isNegative();

        harbour.delta(edge, InventoryDelta.newBuilder().addImages(image(77, "docker.io/library/alpine:3.22")));
        await(() -> row("docker.io/library/alpine:3.22") >= 0);
        assertThat(cell("docker.io/library/alpine:3.22", edge, "digest")).isNotEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("a host that is offline keeps its last known images, greyed, and nothing can be pulled there")
    void offlineHost() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);
        HostId away = scene.id("edge-03");

        assertThat(cell(BUSYBOX, away, "digest")).isNotEmpty();
        assertThat(cell(BUSYBOX, away, "look")).contains("ls-out");
        assertThat(cell(BUSYBOX, scene.id("alpha"), "look")).doesNotContain("ls-out");
        assertThat(cell(NGINX, away, "pull")).isEmpty();
        assertThat(cell(NGINX, scene.id("edge-02"), "pull")).isEqualTo("Pull nginx:1.27 on edge-02…");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName(
            "a viewer sees all images, and is offered nothing but to compare them: no button, no pull in an empty cell")
    void viewer() {
        HarbourScene scene = scene();
        navigate(ImagesView.class);

        assertThat(keys()).hasSize(8);
        assertThat(buttons()).doesNotContain("Pull…", "Prune…", "Remove…");
        assertThat(cell(NGINX, scene.id("edge-02"), "pull")).isEmpty();
        ImageRow row = test(matrix()).getRow(0);
        matrix().select(row);
        roundTrip();
        assertThat(find(BulkBar.class)
                        .single()
                        .getChildren()
                        .filter(part -> part instanceof Button && part.isVisible()))
                .extracting(part -> textOf(part).strip())
                .containsExactly("Compare", "");
        assertThat(find(Div.class).all().stream().map(PageTest::textOf))
                .noneMatch(text -> text.contains("click to pull"));
    }

    @Test
    @SignedIn
    @DisplayName("without hosts the page says where to add one")
    void empty() {
        navigate(ImagesView.class);
        assertThat(find(EmptyState.class).exists()).isTrue();
        assertThat(find(MatrixGrid.class).exists()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("catalogue 33: markup in an image's labels, config and history stays text")
    void markup() {
        String evil = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>";
        HostId host = harbour.enrol("evil", "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.obey(host);
        Image image = image(1, "docker.io/evil/app:1").toBuilder()
                .addLabels(Pair.newBuilder().setKey(evil).setValue(evil))
                .setArchitecture(evil)
                .build();
        harbour.snapshot(host, HostFacts.getDefaultInstance(), List.of(image), List.of());
        agents.answer((_, _) -> QueryAnswer.newBuilder()
                .setImageDetail(ImageDetail.newBuilder()
                        .setImage(image)
                        .setAuthor(evil)
                        .addCmd(evil)
                        .addEnvNames(Pair.newBuilder().setKey(evil))
                        .addHistory(HistoryEntry.newBuilder().setCreatedBy(evil).setComment(evil)))
                .build());
        for (String address : List.of("images", "images?view=list", "images?q=" + "%3Cscript%3E")) {
            open(address, ImagesView.class);
            assertThat(hasMarkup()).as(address).isFalse();
        }
        open(ImageDetailView.path(host, ImageId.of(image.getId())), ImageDetailView.class);
        await(() -> pageText().contains(evil));
        assertThat(hasMarkup()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("an image's layers tell which hosts hold them, what else lies on them, and what that saves")
    void layers() {
        HarbourScene scene = scene();
        HostId alpha = scene.id("alpha");
        List<String> diffIds = fleet.image(Actor.system(), alpha, imageOn(alpha, NGINX))
                .identity()
                .diffIds();
        harbour.obey(alpha);
        agents.answer((_, _) -> QueryAnswer.newBuilder()
                .setImageDetail(ImageDetail.newBuilder()
                        .addHistory(HistoryEntry.newBuilder()
                                .setDiffId(diffIds.getFirst())
                                .setSizeBytes(80_000_000)
                                .setCreatedBy("/bin/sh -c #(nop) ADD file:base in / "))
                        .addHistory(HistoryEntry.newBuilder().setCreatedBy("ENV MODE=quiet"))
                        .addHistory(HistoryEntry.newBuilder()
                                .setDiffId(diffIds.getLast())
                                .setSizeBytes(112_000_000)
                                .setCreatedBy("COPY html /srv")))
                .build());
        open(ImageDetailView.path(alpha, imageOn(alpha, NGINX)), ImageDetailView.class);
        await(() -> pageText().contains("ADD file:base"));

        String stack = textOf(find(LayerStack.class).single());
        assertThat(stack.indexOf("COPY html")).isLessThan(stack.indexOf("ADD file:base"));
        assertThat(stack)
                .contains("on 12 hosts", "shared with busybox:1.35, ", " more")
                .contains("on 3 hosts")
                .contains("Over all hosts, sharing these layers saves 1.6 GB.");
    }

    private static Image image(int number, String tag) {
        return Image.newBuilder()
                .setId("sha256:%064x".formatted(number + 1))
                .setConfigDigest("sha256:%064x".formatted(number + 1))
                .addTags(tag)
                .setSizeBytes(5_000_000)
                .setSharedBytes(-1)
                .setOs("linux")
                .setArchitecture("amd64")
                .build();
    }
}

package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.QueryAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the dialog says of a copy before anything is moved. */
class CopyDialogTest extends PageTest {

    private static final String NGINX = "docker.io/library/nginx:1.27";

    @Autowired
    private Fleet fleet;

    @Autowired
    private ImageDialogs dialogs;

    private HarbourScene scene;

    @BeforeEach
    void ships() {
        scene = scene();
        harbour.obey(scene.id("alpha"));
    }

    /** A host that holds the base of all images of the harbour. */
    private void join(String name, String architecture) {
        join(name, architecture, false);
    }

    private void join(String name, String architecture, boolean containerdStore) {
        HostId host = harbour.enrol(name, "");
        harbour.connect(host, Duration.ZERO, EngineState.State.UP);
        harbour.obey(host);
        harbour.snapshot(
                host,
                HostFacts.newBuilder()
                        .setEngine("docker")
                        .setOsType("linux")
                        .setArchitecture(architecture)
                        .setContainerdStore(containerdStore)
                        .setServerVersion("28.5.2")
                        .build(),
                List.of(Image.newBuilder()
                        .setId("sha256:%064x".formatted(77))
                        .setConfigDigest("sha256:%064x".formatted(77))
                        .addTags("docker.io/library/base:1")
                        .addDiffIds(image().identity().diffIds().getFirst())
                        .setOs("linux")
                        .setArchitecture("amd64")
                        .build()),
                List.of());
    }

    private ImageView image() {
        return fleet.images(Actor.system(), scene.id("alpha")).stream()
                .filter(image -> image.tags().contains(NGINX))
                .findFirst()
                .orElseThrow();
    }

    private void answerSizes(long... bytes) {
        agents.answer((host, question) -> {
            List<String> layers = fleet.image(
                            Actor.system(),
                            host,
                            ImageId.of(question.getImageDetail().getImageId()))
                    .identity()
                    .diffIds();
            ImageDetail.Builder detail = ImageDetail.newBuilder();
            for (int layer = 0; layer < bytes.length; layer++) {
                detail.addHistory(
                        HistoryEntry.newBuilder().setDiffId(layers.get(layer)).setSizeBytes(bytes[layer]));
            }
            return QueryAnswer.newBuilder().setImageDetail(detail).build();
        });
    }

    private CopyDialog opened(Set<HostId> holders) {
        navigate(ImagesView.class);
        dialogs.copy(List.of(fleet.images(Actor.system(), ImagesFilter.ALL.query(0, 100)).items().stream()
                .filter(row -> row.key().equals(NGINX))
                .map(row -> Pick.of(row, holders))
                .findFirst()
                .orElseThrow()));
        roundTrip();
        return find(CopyDialog.class).single();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a copy tells the bytes of the layers that a host lacks, once the source has said what its layers take")
    void bytes() {
        join("warm", "x86_64");
        answerSizes(62_000_000, 1_000_000);
        CopyDialog dialog = opened(Set.of(scene.id("alpha")));
        await(() -> textOf(dialog).contains("warm: moves 1 MB of 63 MB (1 layer of 2)"));
        assertThat(textOf(dialog)).doesNotContain("is made for");
    }

    @Test
    @SignedIn
    @DisplayName("what a containerd store holds shows only when the copy begins: the most and the least are told")
    void perhaps() {
        join("packed", "x86_64", true);
        answerSizes(62_000_000, 1_000_000);
        CopyDialog dialog = opened(Set.of(scene.id("alpha")));
        await(
                () -> textOf(dialog)
                        .contains(
                                "packed: moves 63 MB of 63 MB (2 layers of 2), perhaps only 1 MB: what it holds is looked into"));
    }

    @Test
    @SignedIn
    @DisplayName("where the source's engine does not tell which step made which layer, layers are counted")
    void layersAlone() {
        join("warm", "x86_64");
        answerSizes(63_000_000);
        CopyDialog dialog = opened(Set.of(scene.id("alpha")));
        await(() -> textOf(dialog).contains("warm: moves 1 layer of 2"));
        assertThat(textOf(dialog)).doesNotContain("MB of");
    }

    @Test
    @SignedIn
    @DisplayName("an image for other machines than the host's is copied knowingly")
    void foreign() {
        join("arm", "aarch64");
        answerSizes(62_000_000, 1_000_000);
        CopyDialog dialog = opened(Set.of(scene.id("alpha")));
        await(() -> textOf(dialog).contains("nginx:1.27 is made for linux/amd64, and arm is linux/arm64"));
    }
}

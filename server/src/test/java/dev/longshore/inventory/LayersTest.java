package dev.longshore.inventory;

import static dev.longshore.inventory.FleetFixture.containerdImage;
import static dev.longshore.inventory.FleetFixture.hex;
import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.access.Actor;
import dev.longshore.model.ChainIds;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.wire.HistoryEntry;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.QueryAnswer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static final String BASE = "sha256:" + hex(1);

    private final FleetFixture agents = new FleetFixture(Clock.systemUTC());
    private final Layers layers = agents.layers();

    private static ImageId id(int content) {
        return ImageId.of("sha256:" + hex(content));
    }

    private static String top(int content) {
        return "sha256:" + hex(1_000_000 + content);
    }

    private ImageLayers of(int content) {
        return layers.of(Actor.system(), id(content), null);
    }

    private void tellHistory() {
        agents.answer((_, query) -> {
            int content = Integer.parseInt(query.getImageDetail().getImageId().substring("sha256:".length()), 16);
            return QueryAnswer.newBuilder()
                    .setImageDetail(ImageDetail.newBuilder()
                            .setImage(image(content))
                            .addHistory(HistoryEntry.newBuilder()
                                    .setDiffId(BASE)
                                    .setSizeBytes(100)
                                    .setCreatedBy("ADD base"))
                            .addHistory(HistoryEntry.newBuilder().setCreatedBy("ENV A=b"))
                            .addHistory(HistoryEntry.newBuilder()
                                    .setDiffId(top(content))
                                    .setSizeBytes(7)
                                    .setCreatedBy("COPY app")))
                    .build();
        });
    }

    @Test
    @DisplayName("tells of each layer who holds it, with which other images, and what sharing saves on each host")
    void overTheFleet() {
        tellHistory();
        HostId alpha = agents.host("alpha", image(10, "app:1"), image(11, "app:2"), image(12));
        agents.host("beta", image(10, "app:1"), image(13, "other:1"));
        agents.host("gamma", image(14, "gone:1").clearDiffIds().addDiffIds("sha256:" + hex(77)));

        ImageLayers stack = of(10);

        assertThat(stack.image().host()).isEqualTo(alpha);
        assertThat(stack.told()).isTrue();
        assertThat(stack.hosts()).extracting(ImageLayers.Holder::name).containsExactly("alpha", "beta");
        assertThat(stack.layers()).extracting(ImageLayers.Layer::diffId).containsExactly(BASE, top(10));
        assertThat(stack.layers())
                .extracting(ImageLayers.Layer::chainId)
                .containsExactlyElementsOf(ChainIds.of(List.of(BASE, top(10))));
        ImageLayers.Layer base = stack.layers().getFirst();
        assertThat(base.hostCount()).isEqualTo(2);
        assertThat(base.images()).isEqualTo(5);
        assertThat(base.createdBy()).isEqualTo("ADD base");
        assertThat(base.sharedWith())
                .containsExactly(
                        new ImageLayers.Sharer("app:2", 1),
                        new ImageLayers.Sharer("other:1", 1),
                        new ImageLayers.Sharer("000000000000", 1));
        // alpha would need it three times, and beta twice
        assertThat(base.savedBytes()).isEqualTo(300);
        ImageLayers.Layer own = stack.layers().getLast();
        assertThat(own.images()).isEqualTo(2);
        assertThat(own.sharedWith()).isEmpty();
        assertThat(own.savedBytes()).isZero();
        assertThat(stack.savedBytes()).isEqualTo(300);
    }

    @Test
    @DisplayName("a layer counts only on what lies under it")
    void onlyAtItsPlace() {
        tellHistory();
        agents.host("alpha", image(10, "app:1"));
        agents.host(
                "beta", image(20, "odd:1").clearDiffIds().addDiffIds(top(10)).addDiffIds(BASE));

        assertThat(of(10).layers()).allSatisfy(layer -> {
            assertThat(layer.hostCount()).isEqualTo(1);
            assertThat(layer.sharedWith()).isEmpty();
        });
    }

    @Test
    @DisplayName("the same image under another id of another store is no other image, and either finds it")
    void acrossStores() {
        tellHistory();
        agents.host("alpha", image(10, "app:1"));
        HostId beta = agents.host("beta", containerdImage(10, "app:1"));

        assertThat(of(10).hosts()).extracting(ImageLayers.Holder::name).containsExactly("alpha", "beta");
        assertThat(of(10).layers().getLast().sharedWith()).isEmpty();
        assertThat(of(2_000_010).image().host()).isEqualTo(beta);
        agents.remove(beta);
        assertThatThrownBy(() -> of(2_000_010)).hasMessageContaining("no image");
    }

    @Test
    @DisplayName("without a host that answers, sizes and instructions stay open, and the rest is told")
    void nobodyToAsk() {
        HostId alpha = agents.host("alpha", image(10, "app:1"));
        agents.disconnect(alpha);

        ImageLayers stack = of(10);

        assertThat(stack.told()).isFalse();
        assertThat(stack.savedBytes()).isEqualTo(-1);
        assertThat(stack.layers()).hasSize(2).allSatisfy(layer -> {
            assertThat(layer.sizeBytes()).isEqualTo(-1);
            assertThat(layer.savedBytes()).isEqualTo(-1);
            assertThat(layer.hostCount()).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("a host that is up is asked before one that is not")
    void asksWhoCanAnswer() {
        tellHistory();
        agents.disconnect(agents.host("alpha", image(10, "app:1")));
        HostId beta = agents.host("beta", image(10, "app:1"));

        assertThat(of(10).image().host()).isEqualTo(beta);
        assertThat(of(10).told()).isTrue();
    }

    @Test
    @DisplayName("the tree forgets what no host holds any more, and a thousand hosts of the same images cost one path")
    void bounded() {
        HostId alpha = agents.host("alpha", image(10, "app:1"), image(11, "app:2"));
        for (int number = 0; number < 1_000; number++) {
            agents.host("node-" + number, image(10, "app:1"));
        }
        LayerTree tree = agents.book().layers();
        assertThat(tree.size()).isEqualTo(3);

        agents.delta(
                alpha, InventoryDelta.newBuilder().setEpoch(1).setRevision(2).addRemovedImages("sha256:" + hex(11)));
        assertThat(tree.size()).isEqualTo(2);

        for (int number = 1; number <= 1_001; number++) {
            agents.remove(FleetFixture.id(number));
        }
        assertThat(tree.size()).isZero();
    }
}

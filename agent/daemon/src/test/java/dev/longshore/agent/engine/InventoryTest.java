package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.longshore.agent.engine.Inventory.Snapshot;
import dev.longshore.wire.Container;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Pair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The inventory")
class InventoryTest {

    private final Collected collected = new Collected();
    private final Inventory inventory = new Inventory(7, Clock.systemUTC(), collected);

    @BeforeEach
    void known() {
        inventory.facts(HostFacts.newBuilder().setEngineName("a").build(), ByteString.EMPTY, ByteString.EMPTY);
    }

    @Test
    @DisplayName("is nothing before the engine was listed, and then a delta tells that there is something to ask for")
    void begins() {
        assertThat(inventory.snapshot()).isNull();

        inventory.update(List.of(image("a", 1)), List.of());

        assertThat(snapshot().images()).hasSize(1);
        assertThat(collected.deltas)
                .singleElement()
                .satisfies(delta ->
                        assertThat(delta.getRevision()).isEqualTo(snapshot().revision()));
    }

    @Test
    @DisplayName("tells new, changed and gone items, once each, with revisions that grow by one")
    void differences() {
        inventory.update(List.of(image("a", 1), image("b", 1)), List.of(container("x", "Up 1 minute", "running")));
        long base = snapshot().revision();
        collected.deltas.clear();

        inventory.update(List.of(image("a", 2), image("c", 1)), List.of());
        inventory.update(List.of(image("a", 2), image("c", 1)), List.of());

        assertThat(collected.deltas).singleElement().satisfies(delta -> {
            assertThat(delta.getRevision()).isEqualTo(base + 1);
            assertThat(delta.getImagesList()).extracting(Image::getId).containsExactly("a", "c");
            assertThat(delta.getRemovedImagesList()).containsExactly("b");
            assertThat(delta.getRemovedContainersList()).containsExactly("x");
            assertThat(delta.getMore()).isFalse();
        });
    }

    @Test
    @DisplayName("takes a status that only grew older for no change")
    void agedStatus() {
        inventory.update(List.of(), List.of(container("x", "Up 1 minute", "running")));
        collected.deltas.clear();

        inventory.update(null, List.of(container("x", "Up 2 minutes", "running")));
        assertThat(collected.deltas).isEmpty();

        inventory.update(null, List.of(container("x", "Exited (0) 1 second ago", "exited")));
        assertThat(collected.deltas).hasSize(1);
    }

    @Test
    @DisplayName("takes goroutines and a little disk for no change, and a new version for one")
    void breathingFacts() {
        HostFacts facts = HostFacts.newBuilder()
                .setServerVersion("1")
                .setDiskTotalBytes(1000)
                .setDiskFreeBytes(500)
                .build();

        assertThat(FactsReader.differ(
                        facts,
                        facts.toBuilder().setGoroutines(9).setDiskFreeBytes(499).build()))
                .isFalse();
        assertThat(FactsReader.differ(
                        facts, facts.toBuilder().setDiskFreeBytes(300).build()))
                .isTrue();
        assertThat(FactsReader.differ(
                        facts, facts.toBuilder().setServerVersion("2").build()))
                .isTrue();
    }

    @Test
    @DisplayName("splits a big change into deltas that each fit into a control message")
    void splits() {
        inventory.update(List.of(), List.of());
        long base = snapshot().revision();
        collected.deltas.clear();

        List<Image> big = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            big.add(image("i" + i, 1).toBuilder()
                    .addLabels(Pair.newBuilder().setKey("k").setValue("v".repeat(14_000)))
                    .build());
        }
        inventory.update(big, List.of());

        assertThat(collected.deltas)
                .hasSizeGreaterThan(3)
                .allSatisfy(delta -> assertThat(delta.getSerializedSize()).isLessThan(60 << 10));
        for (int i = 0; i < collected.deltas.size(); i++) {
            assertThat(collected.deltas.get(i).getRevision()).isEqualTo(base + 1 + i);
            assertThat(collected.deltas.get(i).getMore()).isEqualTo(i + 1 < collected.deltas.size());
        }
        assertThat(snapshot().revision()).isEqualTo(collected.deltas.getLast().getRevision());
    }

    @Test
    @DisplayName("leaves out a revision where a change is too big for deltas, so that the server asks for everything")
    void tooBig() {
        inventory.update(List.of(), List.of());
        long base = snapshot().revision();
        collected.deltas.clear();

        List<Image> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(image("i" + i, 1).toBuilder()
                    .addLabels(Pair.newBuilder().setKey("k").setValue("v".repeat(14_000)))
                    .build());
        }
        inventory.update(many, List.of());

        assertThat(collected.deltas).singleElement().satisfies(delta -> {
            assertThat(delta.getRevision()).isEqualTo(base + 2);
            assertThat(delta.getImagesCount()).isZero();
        });
        assertThat(snapshot().images()).hasSize(200);
    }

    @Test
    @DisplayName("rebuilt from a snapshot and the deltas after it is the inventory, whatever happened")
    void replay() {
        Random random = new Random(42);
        inventory.update(List.of(), List.of());
        Map<String, Image> rebuilt = new HashMap<>();
        collected.deltas.clear();
        for (int round = 0; round < 300; round++) {
            List<Image> listed = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                if (random.nextInt(3) > 0) {
                    listed.add(image("i" + i, random.nextInt(3)));
                }
            }
            inventory.update(listed, null);
        }
        for (InventoryDelta delta : collected.deltas) {
            delta.getRemovedImagesList().forEach(rebuilt::remove);
            delta.getImagesList().forEach(image -> rebuilt.put(image.getId(), image));
        }

        assertThat(rebuilt.values())
                .containsExactlyInAnyOrderElementsOf(snapshot().images());
    }

    private Snapshot snapshot() {
        return Objects.requireNonNull(inventory.snapshot());
    }

    private static Image image(String id, long size) {
        return Image.newBuilder().setId(id).setSizeBytes(size).build();
    }

    private static Container container(String id, String status, String state) {
        return Container.newBuilder()
                .setId(id)
                .setStatus(status)
                .setState(state)
                .build();
    }
}

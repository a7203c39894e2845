package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ChainIds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeldLayersTest {

    private static final String LOWER = "1".repeat(64);
    private static final String UPPER = "2".repeat(64);
    private static final List<String> DIFF_IDS = List.of("sha256:" + LOWER, "sha256:" + UPPER);

    @Test
    @DisplayName("files that are named are held, whatever layers they are")
    void blobs() {
        HeldLayers held = new HeldLayers(List.of(), List.of("sha256:" + LOWER));
        held.image(List.of("sha256:" + "9".repeat(64)));
        assertThat(held.none()).isFalse();
        assertThat(held.isHeld("blobs/sha256/" + LOWER)).isTrue();
        assertThat(held.isHeld("blobs/sha256/" + UPPER)).isFalse();
        assertThat(held.isHeld(LOWER + ".tar")).isFalse();
        assertThat(held.isHeld("manifest.json")).isFalse();
        assertThat(new HeldLayers(List.of(), List.of()).none()).isTrue();
    }

    @Test
    @DisplayName("a layer that another image needs anywhere above what is held stays")
    void neededElsewhere() {
        List<String> chain = ChainIds.of(DIFF_IDS);
        HeldLayers held = new HeldLayers(chain.subList(0, 1), List.of());
        held.image(DIFF_IDS);
        assertThat(held.isHeld("blobs/sha256/" + LOWER)).isTrue();
        assertThat(held.isHeld(LOWER + ".tar")).isTrue();
        held.image(List.of("sha256:" + UPPER, "sha256:" + LOWER));
        assertThat(held.isHeld("blobs/sha256/" + LOWER)).isFalse();
        assertThat(held.isHeld(LOWER + ".tar")).isFalse();
    }
}

package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChainIdsTest {

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String C = "sha256:" + "c".repeat(64);

    @Test
    @DisplayName("the lowest layer's is its diff id, each further one the digest of the one below and its own")
    void chain() {
        assertThat(ChainIds.of(List.of(A, B, C)))
                .containsExactly(
                        A,
                        "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c",
                        "sha256:c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588");
        assertThat(ChainIds.of(List.of())).isEmpty();
    }

    @Test
    @DisplayName("the same layer on another foundation has another one")
    void foundation() {
        assertThat(ChainIds.of(List.of(B, C)).getLast())
                .isNotEqualTo(ChainIds.of(List.of(A, C)).getLast());
    }
}
